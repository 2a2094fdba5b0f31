import type { Bench } from "./bench.ts";

/** Not written yet: it fails, because it measures nothing. */
export const pictures: Bench = {
  about: "not written yet",
  measure: () => Promise.resolve([]),
};
