import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { measureMemory } from "./start/memory.ts";
import { measurePolling } from "./start/polling.ts";
import { measureStart } from "./start/readiness.ts";
import { measureRest } from "./start/rest.ts";

const PARTS: Readonly<Record<string, (context: BenchContext) => Promise<Measurement[]>>> = {
  start: measureStart,
  "long polling": measurePolling,
  memory: measureMemory,
  rest: measureRest,
};

/** The start, the memory, the rest, and long polling of a process. */
export const start: Bench = {
  about: "start, memory, rest and long polling, beside bots of grammY alone and the webhook",
  async measure(context) {
    const lines: Measurement[] = [];
    for (const [name, measure] of Object.entries(PARTS)) {
      context.say(name);
      lines.push(...await measure(context));
    }
    return lines;
  },
};
