import type { Bench } from "./bench.ts";

/** A benchmark as the command knows it. */
export interface BenchEntry {
  /** How long the whole of it takes on two quiet cores, about. */
  readonly minutes: number;
  /** It runs only if it is named. */
  readonly isExtra?: boolean;
  /** Loads it when it runs. */
  readonly load: () => Promise<Bench>;
}

/** All benchmarks by their names, in the order in which they run. */
export const BENCHES: Readonly<Record<string, BenchEntry>> = {
  view: { minutes: 5, load: async () => (await import("./view.ts")).view },
  catalogue: { minutes: 2, load: async () => (await import("./catalogue.ts")).catalogue },
  append: { minutes: 2, load: async () => (await import("./append.ts")).append },
  log: { minutes: 7, load: async () => (await import("./log.ts")).log },
  start: { minutes: 5, load: async () => (await import("./start.ts")).start },
  pictures: { minutes: 2, load: async () => (await import("./pictures/mod.ts")).pictures },
  migrate: { minutes: 3, load: async () => (await import("./migrate.ts")).migrate },
  costs: { minutes: 1, load: async () => (await import("./costs.ts")).costs },
  console: {
    ...{ minutes: 4, isExtra: true },
    load: async () => (await import("./console.ts")).consolePages,
  },
  replicas: {
    ...{ minutes: 3, isExtra: true },
    load: async () => (await import("./replicas.ts")).replicas,
  },
  import: {
    ...{ minutes: 6, isExtra: true },
    load: async () => (await import("./import.ts")).importing,
  },
  partition: {
    ...{ minutes: 5, isExtra: true },
    load: async () => (await import("./partition.ts")).partition,
  },
};
