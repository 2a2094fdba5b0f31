import { Registry } from "prom-client";
import { type ClockedCheck, type QueueDepth, restedMs } from "../jobs/mod.ts";
import { describeError, logger } from "../log.ts";
import { SingleFlight } from "../std/mod.ts";
import { createInstruments, type MetricName, type Note } from "./instruments.ts";

/** Numbers that are looked up when somebody asks. */
export interface Sources {
  /** It throws while PostgreSQL is away. */
  readonly fromDatabase: () => Promise<{
    readonly queues: readonly QueueDepth[];
    /** Whether each queue is paused. */
    readonly pauses: ReadonlyMap<string, boolean>;
    readonly checks: readonly ClockedCheck[];
  }>;
  readonly pool: () => { readonly total: number; readonly idle: number; readonly waiting: number };
}

/** The metrics of a process. */
export interface Metrics extends AsyncDisposable {
  readonly note: Note;
  /** Sets where numbers are looked up. Until then they are absent. */
  look(sources: Sources): void;
  /** All metrics, in the text format of Prometheus. */
  text(): Promise<string>;
}

/** The media type of {@link Metrics.text}. */
export const CONTENT_TYPE: string = Registry.PROMETHEUS_CONTENT_TYPE;

/** How often the delay of the event loop is measured. */
const EVERY_MS = 500;

const LOOKED_UP: readonly MetricName[] = [
  "vitrine_queue_jobs",
  "vitrine_queue_oldest_seconds",
  "vitrine_queue_paused",
  "vitrine_check_outcome",
  "vitrine_check_age_seconds",
  "vitrine_check_found",
];

/** Opens the metrics, and measures the event loop until disposal. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  const looks = new SingleFlight<"look", void>();
  const refresh = () => looks.run("look", look);
  const { note, reset } = createInstruments(registry, refresh);
  let sources: Sources | undefined;
  let expectedMs = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    note("vitrine_event_loop_delay_seconds", Math.max(0, now - expectedMs) / 1000);
    expectedMs = now + EVERY_MS;
  }, EVERY_MS);
  async function look(): Promise<void> {
    const { rss, heapUsed } = Deno.memoryUsage();
    note("vitrine_memory_bytes", rss, { kind: "rss" });
    note("vitrine_memory_bytes", heapUsed, { kind: "heap" });
    // An old number would read as if it was so now.
    LOOKED_UP.forEach(reset);
    note("vitrine_database_up", await lookUp(note, sources) ? 1 : 0);
  }
  return {
    note,
    look: (given) => void (sources = given),
    text: async () => {
      await refresh();
      return await registry.metrics();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(clearInterval(timer)),
  };
}

async function lookUp(note: Note, sources: Sources | undefined): Promise<boolean> {
  if (sources === undefined) return false;
  for (const [state, connections] of Object.entries(sources.pool())) {
    note("vitrine_pool_connections", connections, { state });
  }
  try {
    const { queues, pauses, checks } = await sources.fromDatabase();
    for (const { queue, state, jobs, oldestSeconds } of queues) {
      note("vitrine_queue_jobs", jobs, { queue, state });
      note("vitrine_queue_oldest_seconds", oldestSeconds, { queue, state });
    }
    for (const [queue, isPaused] of pauses) {
      note("vitrine_queue_paused", isPaused ? 1 : 0, { queue });
    }
    for (const each of checks) noteCheck(note, each);
    return true;
  } catch (error) {
    logger("http").debug("Metrics: {error}", { error: describeError(error) });
    return false;
  }
}

function noteCheck(note: Note, clocked: ClockedCheck): void {
  const { check, last } = clocked;
  note("vitrine_check_age_seconds", restedMs(clocked) / 1000, { check });
  if (last === undefined) return;
  const { outcome, counts } = last;
  for (const each of ["well", "ill", "unable"]) {
    note("vitrine_check_outcome", each === outcome ? 1 : 0, { check, outcome: each });
  }
  for (const [count, value] of Object.entries(counts)) {
    note("vitrine_check_found", value, { check, count });
  }
}
