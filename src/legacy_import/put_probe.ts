import { IMAGE_TYPES } from "../domain/mod.ts";
import type { PutProbe } from "../pictures/mod.ts";

/** More pictures than a run can have at work at the same time. */
const MISSES_IN_A_ROW = IMAGE_TYPES.length * 128;

/**
 * An object that was put in the last 6 hours is safe from `reconcile --delete-orphans`, which spares the last 48. Between
 * the two is time for the rest of the product's import, and for a clock that is a day behind.
 */
const SAFE_MS = 6 * 60 * 60 * 1000;

/**
 * Creates a probe that stops after many misses in a row. Products are imported in the order of their ids, so pictures
 * that a killed run left in B2 come first in the next run. After a database was restored from a backup, the probe keeps
 * finding pictures and does not stop.
 */
export function createPutProbe(now: () => Date = () => new Date()): PutProbe {
  let misses = 0;
  return {
    get isWorthIt() {
      return misses < MISSES_IN_A_ROW;
    },
    saw: (isThere) => {
      misses = isThere ? 0 : misses + 1;
    },
    isSafe: (putAt) => now().getTime() - putAt.getTime() < SAFE_MS,
  };
}
