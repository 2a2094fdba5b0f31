import { IMAGE_TYPES } from "../domain/mod.ts";
import type { ImageOutcome, Left } from "./outcome.ts";
import type { LegacyRow } from "./legacy_rows.ts";
import type { MigrationDeps } from "./migrate_product.ts";
import { createSemaphore } from "../std/mod.ts";
import type { Task } from "./plan.ts";
import { inspectLegacy, renderLegacy } from "./render_legacy.ts";

/** What a migration would take. */
export interface Estimate {
  /** Pictures that would be rendered and put. */
  readonly pictures: number;
  /** Pictures that would be adopted; how many of these would be rendered and put is not looked into. */
  readonly adoptions: number;
  /** Sum of the originals' sizes. */
  readonly originalBytes: number;
  /** What would be put to B2, by the average of the samples. */
  readonly putBytes: number;
  /** How long it would take, by the time of the samples and of a request to B2. */
  readonly seconds: number;
}

/** How fast the world around is. */
export interface Pace {
  /** Pictures rendered at the same time. */
  readonly workers: number;
  /** Products at the same time. */
  readonly concurrency: number;
  /** One request to B2, there and back. */
  readonly requestMs: number;
}

/** Looks at what would be migrated, and estimates. */
export interface Estimator {
  /** What would become of a row; puts and appends nothing. */
  examine(deps: MigrationDeps, row: LegacyRow, tasks: readonly Task[]): Promise<ImageOutcome[]>;
  /** The estimate of all that was examined. */
  estimate(pace: Pace): Estimate;
}

/** So many originals are rendered to learn how long it takes and how large the pictures are. */
const SAMPLES = 16;
/** Looking for the object, putting it, and reading it back; cover and thumb go side by side. */
const REQUESTS_IN_A_ROW = 3;

/** Makes an estimator. */
export function createEstimator(now = () => performance.now()): Estimator {
  return new SamplingEstimator(now);
}

type Examined = { readonly path?: string; readonly sizeBytes?: number } | { readonly left: Left };

class SamplingEstimator implements Estimator {
  readonly #now: () => number;
  /** One sample at a time: none waits for another within its time. */
  readonly #gate = createSemaphore(1);
  #originals = 0;
  #originalBytes = 0;
  #pictures = 0;
  #adoptions = 0;
  readonly #samples: { readonly ms: number; readonly bytes: number }[] = [];
  #sampling = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  async examine(
    deps: MigrationDeps,
    { productId: product }: LegacyRow,
    tasks: readonly Task[],
  ): Promise<ImageOutcome[]> {
    const seen = new Map<string, Examined>();
    const outcomes: ImageOutcome[] = [];
    for (const task of tasks) {
      const { image } = task;
      const found = await this.#look(deps, task, seen);
      if (!("left" in found)) {
        this.#count(task);
        outcomes.push({ product, image, outcome: task.do === "project" ? "projected" : "ready" });
      } else if (task.do !== "migrate" || task.asked) {
        outcomes.push({ product, image, ...found.left });
      }
    }
    return outcomes;
  }

  estimate({ workers, concurrency, requestMs }: Pace): Estimate {
    // The first sample waited for a process to start.
    const warm = this.#samples.length > 1 ? this.#samples.slice(1) : this.#samples;
    const renderMs = average(warm.map(({ ms }) => ms));
    const bytes = average(this.#samples.map((sample) => sample.bytes));
    const rendering = this.#originals * renderMs / Math.min(workers, concurrency);
    const waiting = this.#originals * REQUESTS_IN_A_ROW * requestMs / concurrency;
    return {
      pictures: this.#pictures,
      adoptions: this.#adoptions,
      originalBytes: this.#originalBytes,
      putBytes: Math.round(this.#pictures * bytes / IMAGE_TYPES.length),
      seconds: Math.max(rendering, waiting) / 1000,
    };
  }

  #count(task: Task): void {
    if (task.do === "migrate") this.#pictures++;
    if (task.do === "adopt") this.#adoptions++;
  }

  async #look(deps: MigrationDeps, task: Task, seen: Map<string, Examined>): Promise<Examined> {
    if (task.do !== "migrate") return {};
    let first: Examined | undefined;
    for (const path of task.paths) {
      const found = seen.get(path) ?? await this.#inspect(deps, path);
      seen.set(path, found);
      if (!("left" in found)) return found;
      first ??= found;
    }
    return first ?? {};
  }

  async #inspect(deps: MigrationDeps, path: string): Promise<Examined> {
    const inspected = await inspectLegacy(deps, path);
    if ("left" in inspected) return inspected;
    if (this.#sampling < SAMPLES) {
      this.#sampling++;
      const refused = await this.#gate(() => this.#sample(deps, path));
      if (refused !== undefined) return refused;
    }
    this.#originals++;
    this.#originalBytes += inspected.sizeBytes;
    return { path, ...inspected };
  }

  async #sample(deps: MigrationDeps, path: string): Promise<Examined | undefined> {
    const started = this.#now();
    const rendered = await renderLegacy(deps, path);
    if ("left" in rendered) return rendered;
    const bytes = IMAGE_TYPES.reduce((sum, each) => sum + rendered[each].bytes.length, 0);
    this.#samples.push({ ms: this.#now() - started, bytes });
    return undefined;
  }
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
