import { metrics as openTelemetry } from "@opentelemetry/api";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** Labels of a value. */
export type Labels = Readonly<Record<string, string>>;

interface Instrument {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** The bounds of a histogram, in seconds. */
  readonly buckets?: readonly number[];
}

/** Telegram answers within some tens of milliseconds; a picture from B2 takes seconds at worst. */
const VIEW = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const CALL = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];
const RENDER = [0.005, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];
const DELAY = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Every metric. Names follow Prometheus' conventions (prometheus.io/docs/practices/naming, read 2026-11). */
export const INSTRUMENTS = {
  vitrine_picture_shown_seconds: {
    type: "histogram",
    help: "Time to show a picture, by the rung that served it",
    labels: ["rung"],
    buckets: VIEW,
  },
  vitrine_file_ids_captured_total: {
    type: "counter",
    help: "File ids of Telegram that were captured",
    labels: [],
  },
  vitrine_telegram_refusals_total: {
    type: "counter",
    help: "Calls that Telegram refused, by the class of its text",
    labels: ["class"],
  },
  vitrine_telegram_uploads_total: {
    type: "counter",
    help: "Pictures that were uploaded to Telegram, by the rung that had their bytes",
    labels: ["rung"],
  },
  vitrine_telegram_uploaded_bytes_total: {
    type: "counter",
    help: "Bytes of pictures that were uploaded to Telegram, by the same rung",
    labels: ["rung"],
  },
  vitrine_b2_call_seconds: {
    type: "histogram",
    help: "Time of a call to B2, by operation and status; each attempt counts",
    labels: ["operation", "status"],
    buckets: CALL,
  },
  vitrine_b2_bytes_total: {
    type: "counter",
    help: "Bytes of objects that were sent to B2 or read from it, by operation and status",
    labels: ["operation", "status"],
  },
  vitrine_render_seconds: {
    type: "histogram",
    help: "Time to render a picture, with its wait for a turn, by outcome",
    labels: ["outcome"],
    buckets: RENDER,
  },
  vitrine_render_stage_seconds: {
    type: "histogram",
    help: "Time of a stage of rendering: inspect, wait, hand_over, decode, encode, check",
    labels: ["stage"],
    buckets: RENDER,
  },
  vitrine_event_loop_delay_seconds: {
    type: "histogram",
    help: "How much later than asked a timer runs",
    labels: [],
    buckets: DELAY,
  },
  vitrine_queue_jobs: {
    type: "gauge",
    help: "Jobs, by queue and state",
    labels: ["queue", "state"],
  },
  vitrine_queue_oldest_seconds: {
    type: "gauge",
    help: "Age of the oldest job, by queue and state",
    labels: ["queue", "state"],
  },
  vitrine_queue_paused: {
    type: "gauge",
    help: "1 for a queue that is paused, by itself or with all others, else 0",
    labels: ["queue"],
  },
  vitrine_check_outcome: {
    type: "gauge",
    help: "1 for the outcome of the last run of a check by the clock, 0 for the others",
    labels: ["check", "outcome"],
  },
  vitrine_check_age_seconds: {
    type: "gauge",
    help: "Time since the last run of a check by the clock ended, or since it was turned on",
    labels: ["check"],
  },
  vitrine_check_found: {
    type: "gauge",
    help: "What the last run of a check counted: driftValues, missing, altered, orphaned …",
    labels: ["check", "count"],
  },
  vitrine_pool_connections: {
    type: "gauge",
    help: "Connections to PostgreSQL, and statements that wait for one, by state",
    labels: ["state"],
  },
  vitrine_memory_bytes: {
    type: "gauge",
    help: "Memory of the process: rss and heap",
    labels: ["kind"],
  },
  vitrine_database_up: {
    type: "gauge",
    help:
      "Whether PostgreSQL gave the numbers of this answer; if 0, those of queue and checks are absent",
    labels: [],
  },
} as const satisfies Readonly<Record<string, Instrument>>;

/** The name of a metric. */
export type MetricName = keyof typeof INSTRUMENTS;

/** Takes a value of a metric. */
export type Note = (name: MetricName, value: number, labels?: Labels) => void;

/**
 * Makes all instruments, for Prometheus and for OpenTelemetry if that is on: both get the same values. `refresh`: looks up what
 * gauges say, before OpenTelemetry reads them.
 */
export function createInstruments(
  registry: Registry,
  refresh: () => Promise<unknown>,
): { note: Note; reset(name: MetricName): void } {
  const meter = openTelemetry.getMeter("vitrine");
  const entries = Object.entries(INSTRUMENTS) as [MetricName, Instrument][];
  const made = new Map(entries.map(([name, { type, help, labels, buckets = [] }]) => {
    const options = { name, help, labelNames: [...labels], registers: [registry] };
    const about = { description: help };
    switch (type) {
      case "counter": {
        const [ours, theirs] = [new Counter(options), meter.createCounter(name, about)];
        const take = (value: number, of: Labels) => (ours.inc(of, value), theirs.add(value, of));
        return [name, { take, reset: () => ours.reset() }];
      }
      case "gauge": {
        const ours = new Gauge(options);
        meter.createObservableGauge(name, about).addCallback(async (theirs) => {
          await refresh();
          for (const { value, labels: of } of (await ours.get()).values) {
            theirs.observe(value, of as Labels);
          }
        });
        return [name, {
          take: (value: number, of: Labels) => ours.set(of, value),
          reset: () => ours.reset(),
        }];
      }
      case "histogram": {
        const ours = new Histogram({ ...options, buckets: [...buckets] });
        const advice = { explicitBucketBoundaries: [...buckets] };
        const theirs = meter.createHistogram(name, { ...about, unit: "s", advice });
        const take = (
          value: number,
          of: Labels,
        ) => (ours.observe(of, value), theirs.record(value, of));
        return [name, { take, reset: () => ours.reset() }];
      }
    }
  }));
  return {
    note: (name, value, labels = {}) => void made.get(name)!.take(value, labels),
    reset: (name) => made.get(name)!.reset(),
  };
}
