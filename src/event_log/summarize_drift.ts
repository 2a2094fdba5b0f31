import type { Database } from "../postgres/mod.ts";
import { type Drift, verify } from "./verify.ts";

/** What {@link verify} finds, in numbers, and the first of it. */
export interface DriftSummary {
  /** Products that were compared. */
  readonly products: number;
  /** Events that they were compared with. */
  readonly events: number;
  /** Rows with a value that is not the one that the log demands. */
  readonly driftRows: number;
  /** Such values. */
  readonly driftValues: number;
  /** Values of which no event speaks. */
  readonly unexplained: number;
  /** Products of the log that have no row. */
  readonly withoutRow: number;
  /** The first values of drift, by product. */
  readonly first: readonly Drift[];
  /** The first products without a row. */
  readonly firstWithoutRow: readonly string[];
}

/** Verifies everything, and keeps no more than the first `shown` of each kind. */
export async function summarizeDrift(db: Database, shown = 20): Promise<DriftSummary> {
  const sums = { driftRows: 0, driftValues: 0, unexplained: 0, withoutRow: 0 };
  const first: Drift[] = [];
  const firstWithoutRow: string[] = [];
  let [products, events] = [0, 0];
  for await (const page of verify(db)) {
    ({ products, events } = page);
    sums.driftRows += new Set(page.drift.map(({ productId }) => productId)).size;
    sums.driftValues += page.drift.length;
    sums.unexplained += page.unexplained.length;
    sums.withoutRow += page.withoutRow.length;
    first.push(...page.drift.slice(0, shown - first.length));
    firstWithoutRow.push(...page.withoutRow.slice(0, shown - firstWithoutRow.length));
  }
  return { products, events, ...sums, first, firstWithoutRow };
}
