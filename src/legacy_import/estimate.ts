import { IMAGE_TYPES } from "../domain/mod.ts";
import { loadImages } from "../event_log/mod.ts";
import { describe, roomIn, SURPLUS } from "./further/bring_further.ts";
import type { FurtherTask } from "./further/plan_further.ts";
import type { FileSearch, ImageOutcome, Left } from "./outcome.ts";
import type { LegacyRow } from "./legacy_row.ts";
import type { ImportParts } from "./import_product.ts";
import { inspectObject } from "./bucket.ts";
import { createSemaphore } from "../std/mod.ts";
import type { Task } from "./plan.ts";
import { inspectLegacy, renderLegacy } from "./render_legacy.ts";

/** What an import would do, and how long it would take. */
export interface Estimate {
  /** Pictures that would be rendered and put. */
  readonly pictures: number;
  /** Pictures that would be adopted. Some may have to be rendered and put. The estimate does not count these. */
  readonly adoptions: number;
  /** The sum of the originals' sizes. */
  readonly originalBytes: number;
  /** Bytes to put to B2, from the average of the samples. */
  readonly putBytes: number;
  /** The duration, from the time of the samples and of a request to B2. */
  readonly seconds: number;
}

/** The speed of the machine and of B2. */
export interface Pace {
  /** Pictures rendered at the same time. */
  readonly workers: number;
  /** Products at the same time. */
  readonly concurrency: number;
  /** The duration of one request to B2. */
  readonly requestMs: number;
}

/** Examines the work of an import and estimates its duration. */
export interface Estimator {
  /** The outcome of a row. It puts and appends nothing. */
  examine(deps: ImportParts, row: LegacyRow, tasks: readonly Task[]): Promise<ImageOutcome[]>;
  /** The same for its further pictures. */
  examineFurther(
    deps: ImportParts,
    row: LegacyRow,
    tasks: readonly FurtherTask[],
  ): Promise<ImageOutcome[]>;
  /** The estimate for all examined rows. */
  estimate(pace: Pace): Estimate;
}

/** The number of originals that are rendered, to measure the time and the size of the pictures. */
const SAMPLES = 16;
/** Look for the object, put it, read it back. The pictures of a product are put in parallel. */
const REQUESTS_IN_A_ROW = 3;

/** Creates an estimator. */
export function createEstimator(now = () => performance.now()): Estimator {
  return new SamplingEstimator(now);
}

type Examined =
  | { readonly sizeBytes?: number; readonly search?: FileSearch | undefined }
  | { readonly left: Left };

class SamplingEstimator implements Estimator {
  readonly #now: () => number;
  /** One sample at a time, so no sample's time contains a wait for another. */
  readonly #sampleSlots = createSemaphore(1);
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
    deps: ImportParts,
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
        const outcome = task.do === "project" ? "projected" : "ready";
        outcomes.push({ product, image, outcome, ...found.search });
      } else if (task.do !== "migrate" || task.asked) {
        outcomes.push({ product, image, ...found.left });
      }
    }
    return outcomes;
  }

  async examineFurther(
    deps: ImportParts,
    { productId }: LegacyRow,
    tasks: readonly FurtherTask[],
  ): Promise<ImageOutcome[]> {
    if (tasks.length === 0) return [];
    const outcomes: ImageOutcome[] = [];
    let room = roomIn(await loadImages(deps.db, productId));
    for (const task of tasks) {
      const found = await this.#lookFurther(deps, task, room);
      if (!("left" in found)) room--;
      outcomes.push(
        ...describe(productId, task, "left" in found ? found : { ready: found.search }),
      );
    }
    return outcomes;
  }

  async #lookFurther(deps: ImportParts, task: FurtherTask, room: number): Promise<Examined> {
    if (task.do === "tell") return task;
    if (room === 0) return { left: SURPLUS };
    const left = task.do === "adopt" ? await inspectObject(deps, task.object) : undefined;
    const found = task.do === "migrate"
      ? await this.#inspect(deps, task.picture.value)
      : left === undefined
      ? {}
      : { left };
    if (!("left" in found)) this.#pictures += IMAGE_TYPES.length;
    return found;
  }

  estimate({ workers, concurrency, requestMs }: Pace): Estimate {
    // Skip the first sample: it includes the start of a process.
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

  async #look(deps: ImportParts, task: Task, seen: Map<string, Examined>): Promise<Examined> {
    if (task.do === "project") return {};
    if (task.do === "adopt") {
      const left = await inspectObject(deps, task);
      return left === undefined ? {} : { left };
    }
    let first: Examined | undefined;
    for (const value of task.values) {
      const found = seen.get(value) ?? await this.#inspect(deps, value);
      seen.set(value, found);
      if (!("left" in found)) return found;
      first ??= found;
    }
    return first ?? {};
  }

  async #inspect(deps: ImportParts, value: string): Promise<Examined> {
    const inspected = await inspectLegacy(deps, value);
    if ("left" in inspected) return inspected;
    if (this.#sampling < SAMPLES) {
      this.#sampling++;
      const refused = await this.#sampleSlots(() => this.#sample(deps, value));
      if (refused !== undefined) return refused;
    }
    this.#originals++;
    this.#originalBytes += inspected.sizeBytes;
    return inspected;
  }

  async #sample(deps: ImportParts, value: string): Promise<Examined | undefined> {
    const started = this.#now();
    const rendered = await renderLegacy(deps, value);
    if ("left" in rendered) return rendered;
    const bytes = IMAGE_TYPES.reduce((sum, each) => sum + rendered.images[each].bytes.length, 0);
    this.#samples.push({ ms: this.#now() - started, bytes });
    return undefined;
  }
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
