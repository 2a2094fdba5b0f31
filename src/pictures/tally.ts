import { metrics } from "@opentelemetry/api";
import { type Rung, RUNGS } from "./rung.ts";
import type { CountPicture } from "./shown.ts";

/** How often each step of the fallback chain served. */
export interface Tally {
  readonly count: CountPicture;
  /** Since the process started. */
  counts(): Readonly<Record<Rung, number>>;
}

/** Counts in this process, and in OpenTelemetry's counter `vitrine.pictures.shown` if that is on. */
export function createTally(): Tally {
  const counts = Object.fromEntries(RUNGS.map((rung) => [rung, 0])) as Record<Rung, number>;
  const counter = metrics.getMeter("vitrine").createCounter("vitrine.pictures.shown", {
    description: "Pictures shown, by the rung that served them",
  });
  return {
    count: ({ rung, imageType, ms }) => {
      if (ms === undefined) return;
      counts[rung]++;
      counter.add(1, { rung, image_type: imageType });
    },
    counts: () => ({ ...counts }),
  };
}
