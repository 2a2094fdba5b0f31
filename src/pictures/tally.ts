import { type Rung, RUNGS } from "./rung.ts";
import type { CountPicture } from "./shown.ts";

/** How often each step of the fallback chain served. */
export interface Tally {
  readonly count: CountPicture;
  /** Since the process started. */
  counts(): Readonly<Record<Rung, number>>;
}

/** Counts in this process. */
export function createTally(): Tally {
  const counts = Object.fromEntries(RUNGS.map((rung) => [rung, 0])) as Record<Rung, number>;
  return {
    count: ({ rung, ms }) => {
      if (ms !== undefined) counts[rung]++;
    },
    counts: () => ({ ...counts }),
  };
}
