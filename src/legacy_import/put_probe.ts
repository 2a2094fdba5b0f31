import { IMAGE_TYPES } from "../domain/mod.ts";
import type { PutProbe } from "../pictures/mod.ts";

/** More pictures than a run can have at work at the same time. */
const MISSES_IN_A_ROW = IMAGE_TYPES.length * 128;

/**
 * Creates a probe that stops after many misses in a row. Products are imported in the order of their ids, so pictures
 * that a killed run left in B2 come first in the next run. After a database was restored from a backup, the probe keeps
 * finding pictures and does not stop.
 */
export function createPutProbe(): PutProbe {
  let misses = 0;
  return {
    get isWorthIt() {
      return misses < MISSES_IN_A_ROW;
    },
    saw: (isThere) => {
      misses = isThere ? 0 : misses + 1;
    },
  };
}
