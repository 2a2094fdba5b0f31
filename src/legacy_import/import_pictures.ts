import type { Estimator } from "./estimate.ts";
import { createSemaphore, type Semaphore } from "../std/mod.ts";
import { readTakenOver } from "../event_log/mod.ts";
import { bringFurther } from "./further/bring_further.ts";
import { type FurtherPlace, isTaken } from "./further/further_pictures.ts";
import { planFurther } from "./further/plan_further.ts";
import type { LegacyRow } from "./legacy_row.ts";
import { countWork, readWork, type WorkSelection } from "./legacy_rows.ts";
import { type ImportParts, importProduct } from "./import_product.ts";
import { type ImageOutcome, isLeft, type Outcome } from "./outcome.ts";
import { planOf } from "./plan.ts";
import { shownValue } from "./shown_value.ts";

/** Options of {@link importPictures}. */
export interface ImportOptions {
  readonly selection: WorkSelection;
  /** Rows besides those of the database. */
  readonly further?: readonly LegacyRow[];
  /** Products that are uploaded at the same time. */
  readonly concurrency: number;
  /** Products that are rendered in advance. So rendering and uploading do not wait for each other. */
  readonly ahead: number;
  /** If present, the run only estimates: it puts and appends nothing. */
  readonly estimator?: Estimator;
  /** When aborted, no new product is started. Started products are finished. */
  readonly signal?: AbortSignal;
  /** Takes the number of products with work to do. */
  readonly onStart?: (total: number) => void;
  /** Takes the outcomes of each finished product. The run waits for it. */
  readonly onProduct?: (outcomes: readonly ImageOutcome[]) => Promise<void> | void;
}

/** The result of a run. */
export interface ImportSummary {
  readonly products: number;
  /** The number of pictures by their outcome. */
  readonly pictures: Readonly<Partial<Record<Outcome, number>>>;
  /** Products with a picture that is left for the next run. */
  readonly productsLeft: number;
  readonly further: FurtherCount;
}

/** The further pictures that a run has seen, those that were in already not counted. */
export interface FurtherCount {
  readonly pictures: number;
  readonly products: number;
  readonly places: Readonly<Partial<Record<FurtherPlace, number>>>;
}

/**
 * Imports the pictures of every selected row, in constant memory. A run can be stopped at any time and run again. It
 * does not repeat finished pictures.
 *
 * @throws the error of B2 or PostgreSQL, after all started products have ended.
 */
export async function importPictures(
  deps: ImportParts,
  options: ImportOptions,
): Promise<ImportSummary> {
  const { concurrency, signal, selection, further = [] } = options;
  options.onStart?.(further.length + await countWork(deps.db, selection));
  const rows = readAll(deps.db, selection, further);
  const puts = createSemaphore(concurrency);
  const summary = new RunningSummary();
  let failure: { readonly error: unknown } | undefined;
  const putSlots: Semaphore = (work) =>
    puts(() => {
      if (failure) throw failure.error;
      return work();
    });
  const lane = async () => {
    while (!failure && !signal?.aborted) {
      const { done, value } = await rows.next();
      if (done) return;
      const outcomes = await dealWith(deps, value, putSlots, options);
      summary.add(value, outcomes);
      await options.onProduct?.(outcomes);
    }
  };
  const guarded = () => lane().catch((error) => void (failure ??= { error }));
  await Promise.all(Array.from({ length: concurrency + options.ahead }, guarded));
  if (failure) throw failure.error;
  return summary;
}

async function* readAll(
  db: ImportParts["db"],
  selection: WorkSelection,
  further: readonly LegacyRow[],
): AsyncGenerator<LegacyRow> {
  yield* readWork(db, selection);
  for (const row of further) yield await withoutTaken(db, row);
}

/** A row that is not in the database as it would be: an earlier import may have taken some of its pictures over. */
async function withoutTaken(db: ImportParts["db"], row: LegacyRow): Promise<LegacyRow> {
  const { productId, further = [] } = row;
  if (further.length === 0) return row;
  const taken = (await readTakenOver(db, [productId])).get(productId)?.taken ?? new Set();
  return { ...row, further: further.filter(({ value }) => !isTaken(value, taken)) };
}

async function dealWith(
  deps: ImportParts,
  row: LegacyRow,
  putSlots: Semaphore,
  { selection, estimator }: ImportOptions,
): Promise<ImageOutcome[]> {
  const tasks = planOf(row, selection);
  const further = planFurther(row, selection);
  const outcomes = estimator === undefined
    ? [
      ...tasks.length === 0 ? [] : await importProduct(deps, row, tasks, putSlots),
      ...await bringFurther(deps, row.productId, further, putSlots),
    ]
    : [
      ...await estimator.examine(deps, row, tasks),
      ...await estimator.examineFurther(deps, row, further),
    ];
  return outcomes.map((outcome) => withRow(outcome, row));
}

/** Adds what an operator must know to find the row and to mend it. */
function withRow(outcome: ImageOutcome, { title, urls }: LegacyRow): ImageOutcome {
  const { product, image, ...rest } = outcome;
  const value = outcome.picture === undefined ? urls[image] : null;
  return { product, title, image, ...rest, ...(value !== null && { value: shownValue(value) }) };
}

class RunningSummary implements ImportSummary {
  products = 0;
  productsLeft = 0;
  readonly pictures: Partial<Record<Outcome, number>> = {};

  readonly further = {
    pictures: 0,
    products: 0,
    places: {} as Partial<Record<FurtherPlace, number>>,
  };

  add({ further = [] }: LegacyRow, outcomes: readonly ImageOutcome[]): void {
    this.products++;
    if (further.length > 0) this.further.products++;
    this.further.pictures += further.length;
    for (const { from } of further) {
      this.further.places[from] = (this.further.places[from] ?? 0) + 1;
    }
    if (outcomes.some(({ outcome }) => isLeft(outcome))) this.productsLeft++;
    for (const { outcome } of outcomes) {
      this.pictures[outcome] = (this.pictures[outcome] ?? 0) + 1;
    }
  }
}
