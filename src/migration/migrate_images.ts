import type { Estimator } from "./estimate.ts";
import { countWork, type LegacyRow, readWork, type WorkSelection } from "./legacy_rows.ts";
import { migrateProduct, type MigrationDeps } from "./migrate_product.ts";
import { type ImageOutcome, isLeft, type Outcome } from "./outcome.ts";
import { planOf } from "./plan.ts";

/** How a migration runs. */
export interface MigrateOptions {
  /** Which rows. */
  readonly selection: WorkSelection;
  /** Products at the same time: while one is rendered, others are put. */
  readonly concurrency: number;
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
  const { selection, concurrency, signal, estimator } = options;
  options.onStart?.(await countWork(deps.db, selection));
  const rows = readWork(deps.db, selection);
  const summary = new RunningSummary();
  let failed = false;
  const lane = async () => {
    while (!failed && !signal?.aborted) {
      const { done, value } = await rows.next();
      if (done) return;
      const outcomes = await dealWith(deps, value, selection, estimator);
      summary.add(outcomes);
      await options.onProduct?.(outcomes);
    }
  };
  const guarded = () =>
    lane().catch((error) => {
      failed = true;
      throw error;
    });
  const lanes = await Promise.allSettled(Array.from({ length: concurrency }, guarded));
  for (const result of lanes) if (result.status === "rejected") throw result.reason;
  return summary;
}

async function dealWith(
  deps: MigrationDeps,
  row: LegacyRow,
  selection: WorkSelection,
  estimator: Estimator | undefined,
): Promise<ImageOutcome[]> {
  const tasks = planOf(row, selection);
  if (estimator === undefined) return await migrateProduct(deps, row, tasks);
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
