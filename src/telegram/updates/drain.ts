import { withinOr } from "../../std/mod.ts";

/** Half of the time that a host gives the whole process to stop. */
const DRAIN_LIMIT_MS = 5_000;

/** Waits until all of the work has ended, well or not, but no longer than the limit: 5 s if absent. */
export async function drained(
  work: Iterable<Promise<unknown>>,
  limitMs = DRAIN_LIMIT_MS,
): Promise<void> {
  await withinOr(limitMs, Promise.allSettled(work), undefined);
}
