import { IMAGE_TYPES } from "../domain/mod.ts";

/** Whether it is worth a request to ask B2 for a picture before it is put. */
export interface Looks {
  /** Whether to look now. */
  readonly isWorthIt: boolean;
  /** What a look has found. */
  saw(isThere: boolean): void;
}

/** The pictures of more products than can be at work at the same time. */
const MISSES_IN_A_ROW = IMAGE_TYPES.length * 128;

/**
 * Products are begun in the order of their ids, so what a killed run has put without recording it is among the first
 * that the next run puts. It looks until it finds nothing any more; a database that was restored from a backup goes on
 * finding.
 */
export function createLooks(): Looks {
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
