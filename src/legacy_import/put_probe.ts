import { IMAGE_TYPES } from "../domain/mod.ts";
import type { PutProbe } from "../pictures/mod.ts";

/** The pictures of more products than can be at work at the same time. */
const MISSES_IN_A_ROW = IMAGE_TYPES.length * 128;

/**
 * Makes a probe that gives up once it finds nothing any more. Products are begun in the order of their ids. So the
 * pictures that a killed run has put without recording them are among the first that the next run puts. After a
 * database was restored from a backup, it goes on finding.
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
