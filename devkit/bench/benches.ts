import type { Bench } from "./bench.ts";

/** All benchmarks by their names, in the order in which they run. A benchmark is loaded when it runs. */
export const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  view: async () => (await import("./view.ts")).view,
  catalogue: async () => (await import("./catalogue.ts")).catalogue,
  append: async () => (await import("./append.ts")).append,
  log: async () => (await import("./log.ts")).log,
  start: async () => (await import("./start.ts")).start,
  pictures: async () => (await import("./pictures/mod.ts")).pictures,
  costs: async () => (await import("./costs.ts")).costs,
  migrate: async () => (await import("./migrate.ts")).migrate,
};
