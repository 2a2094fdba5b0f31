import type { Database } from "../postgres/mod.ts";
import { type Drift, verify } from "./verify.ts";

/** The counts of what {@link verify} finds, and the first findings. */
export interface DriftSummary {
  /** How many products were compared. */
  readonly products: number;
  /** How many events they have. */
  readonly events: number;
  /** Rows with a value that contradicts the log. */
  readonly driftRows: number;
  /** Values that contradict the log. */
  readonly driftValues: number;
  /** Values that no event speaks of. */
  readonly unexplained: number;
  /** Products that have events but no row. */
  readonly withoutRow: number;
  readonly first: readonly Drift[];
  readonly firstWithoutRow: readonly string[];
}

/** Verifies all products, and keeps the first `shown` findings of each kind. The signal ends it between two pages. */
export async function summarizeDrift(
  db: Database,
  shown = 20,
  signal?: AbortSignal,
): Promise<DriftSummary> {
  const sums = { driftRows: 0, driftValues: 0, unexplained: 0, withoutRow: 0 };
  const first: Drift[] = [];
  const firstWithoutRow: string[] = [];
  let [products, events] = [0, 0];
  for await (const page of verify(db)) {
    signal?.throwIfAborted();
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
