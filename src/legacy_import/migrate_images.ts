import type { Estimator } from "./estimate.ts";
import { createSemaphore, type Semaphore } from "../std/mod.ts";
import { countWork, type LegacyRow, readWork, type WorkSelection } from "./legacy_rows.ts";
import { migrateProduct, type MigrationDeps } from "./migrate_product.ts";
import { type ImageOutcome, isLeft, type Outcome } from "./outcome.ts";
import { planOf } from "./plan.ts";

/** How a migration runs. */
export interface MigrateOptions {
  /** Which rows. */
  readonly selection: WorkSelection;
  /** Products that are put at the same time. */
  readonly concurrency: number;
  /** Products that are rendered meanwhile, so that neither waits for the other. */
  readonly ahead: number;
  /** Present: nothing is put or appended, it estimates instead. */
  readonly estimator?: Estimator;
  /** Once aborted, no product is begun; what was begun is ended. */
  readonly signal?: AbortSignal;
  /** Told the number of products with work to do. */
  readonly onStart?: (total: number) => void;
  /** Told of each product, in the order in which they end; waited for. */
  readonly onProduct?: (outcomes: readonly ImageOutcome[]) => Promise<void> | void;
}

/** What a migration did. */
export interface MigrationSummary {
  /** Products that were dealt with. */
  readonly products: number;
  /** Pictures, by what became of them. */
  readonly pictures: Readonly<Partial<Record<Outcome, number>>>;
  /** Products of which a picture is left for the next run. */
  readonly productsLeft: number;
}

/**
 * Migrates every row that the selection finds: so many products at once, taken from pages, in constant memory. It can
 * be ended at any moment and run again; what is done is not done again.
 *
 * @throws what made B2 or PostgreSQL fail, once what was begun has ended.
 */
export async function migrateImages(
  deps: MigrationDeps,
  options: MigrateOptions,
): Promise<MigrationSummary> {
  const { concurrency, signal } = options;
  options.onStart?.(await countWork(deps.db, options.selection));
  const rows = readWork(deps.db, options.selection);
  const puts = createSemaphore(concurrency);
  const summary = new RunningSummary();
  let failure: { readonly error: unknown } | undefined;
  const gate: Semaphore = (work) =>
    puts(() => {
      if (failure) throw failure.error;
      return work();
    });
  const lane = async () => {
    while (!failure && !signal?.aborted) {
      const { done, value } = await rows.next();
      if (done) return;
      const outcomes = await dealWith(deps, value, gate, options);
      summary.add(outcomes);
      await options.onProduct?.(outcomes);
    }
  };
  const guarded = () => lane().catch((error) => void (failure ??= { error }));
  await Promise.all(Array.from({ length: concurrency + options.ahead }, guarded));
  if (failure) throw failure.error;
  return summary;
}

async function dealWith(
  deps: MigrationDeps,
  row: LegacyRow,
  gate: Semaphore,
  { selection, estimator }: MigrateOptions,
): Promise<ImageOutcome[]> {
  const tasks = planOf(row, selection);
  if (estimator === undefined) return await migrateProduct(deps, row, tasks, gate);
  return await estimator.examine(deps, row, tasks);
}

class RunningSummary implements MigrationSummary {
  products = 0;
  productsLeft = 0;
  readonly pictures: Partial<Record<Outcome, number>> = {};

  add(outcomes: readonly ImageOutcome[]): void {
    this.products++;
    if (outcomes.some(({ outcome }) => isLeft(outcome))) this.productsLeft++;
    for (const { outcome } of outcomes) {
      this.pictures[outcome] = (this.pictures[outcome] ?? 0) + 1;
    }
  }
}
