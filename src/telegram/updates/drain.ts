import { DEADLINES } from "../../deadlines.ts";
import { withinOr } from "../../std/mod.ts";

/** Waits until all of the work has ended, well or not, but no longer than the limit: 5 s if absent. */
export async function drained(
  work: Iterable<Promise<unknown>>,
  limitMs: number = DEADLINES.lastUpdates.ms,
): Promise<void> {
  await withinOr(limitMs, Promise.allSettled(work), undefined);
}
