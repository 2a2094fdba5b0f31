import type { Bench } from "./bench.ts";
import { measureMemory } from "./start/memory.ts";
import { measurePolling } from "./start/polling.ts";
import { measureStart } from "./start/readiness.ts";
import { measureRest } from "./start/rest.ts";

/** The start, the memory, the rest, and long polling of a process. */
export const start: Bench = {
  about: "start, memory, rest and long polling, beside bots of grammY alone and the webhook",
  async measure(context) {
    return [
      ...await measureStart(context),
      ...await measurePolling(context),
      ...await measureMemory(context),
      ...await measureRest(context),
    ];
  },
};
