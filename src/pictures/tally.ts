import { metrics } from "@opentelemetry/api";
import type { ImageType } from "../domain/mod.ts";
import { type Rung, RUNGS } from "./rung.ts";

/** How often each step of the fallback chain served. */
export interface Tally {
  count(rung: Rung, imageType: ImageType): void;
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
    count: (rung, imageType) => {
      counts[rung]++;
      counter.add(1, { rung, image_type: imageType });
    },
    counts: () => ({ ...counts }),
  };
}
