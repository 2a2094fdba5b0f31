import type { Bench, BenchContext, Measurement } from "./bench.ts";
import { openBenchDatabase } from "./database.ts";
import { type Comparison, judge } from "./goal.ts";
import {
  describeCommit,
  describeMachine,
  loadAverage,
  type Machine,
  readVersions,
} from "./machine.ts";
import { NETWORK } from "./network.ts";

/** A measured figure as it is kept. */
export interface ResultLine {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly control: { readonly what: string; readonly value: number } | null;
  /** How both are compared for the goal. Null without a goal. */
  readonly by: Comparison | null;
  readonly compared: number | null;
  readonly goal: { readonly atMost?: number; readonly atLeast?: number } | null;
  readonly met: boolean | null;
}

/** The results of one run of a benchmark. */
export interface Results {
  readonly bench: string;
  readonly about: string;
  /** When it began, in UTC. */
  readonly date: string;
  readonly seconds: number;
  readonly commit: string;
  readonly machine: Machine;
  /** Deno, PostgreSQL if it was used, and packages. */
  readonly versions: Readonly<Record<string, string>>;
  /** Load average of the last minute at the beginning and at the end: other work shows here. */
  readonly load: readonly [number, number];
  readonly quick: boolean;
  readonly rounds: number;
  readonly network: { readonly telegramRoundTripMs: number; readonly b2RoundTripMs: number };
  readonly notes: readonly string[];
  readonly lines: readonly ResultLine[];
}

/** Options of {@link runBench}. */
export interface RunOptions {
  readonly quick: boolean;
  /** A PostgreSQL server. The embedded one if absent. */
  readonly url?: string | undefined;
  /** The size that was asked for. */
  readonly events?: number | undefined;
  readonly say: (line: string) => void;
}

/**
 * Runs a benchmark.
 *
 * @throws if it fails, or measures nothing.
 */
export async function runBench(
  name: string,
  bench: Bench,
  { quick, url, events, say }: RunOptions,
): Promise<Results> {
  const begun = performance.now();
  const [date, loadBefore, commit] = [new Date(), loadAverage(), await describeCommit()];
  const notes: string[] = [];
  const postgres = new Set<string>();
  const context: BenchContext = {
    ...{ quick, events, rounds: quick ? 1 : 3, network: NETWORK },
    say: (line) => say(`${name}, ${sinceText(begun)}: ${line}`),
    note: (line) => void notes.push(line),
    async openDatabase(maxConnections) {
      const database = await openBenchDatabase({ url, maxConnections });
      postgres.add(database.server);
      return database;
    },
  };
  const lines = (await bench.measure(context)).map(resultOf);
  if (lines.length === 0) throw new Error(`The benchmark ${name} measured nothing`);
  const { telegramRoundTripMs, b2RoundTripMs } = NETWORK;
  return {
    ...{ bench: name, about: bench.about, date: date.toISOString() },
    seconds: Math.round((performance.now() - begun) / 1000),
    ...{ commit, machine: describeMachine() },
    versions: {
      ...await readVersions(),
      ...(postgres.size > 0 && { postgres: [...postgres].join("; ") }),
    },
    load: [loadBefore, loadAverage()],
    ...{ quick, rounds: context.rounds, network: { telegramRoundTripMs, b2RoundTripMs } },
    ...{ notes, lines },
  };
}

function resultOf({ what, unit, ours, control, goal }: Measurement): ResultLine {
  const { compared, met } = judge(goal, ours, control?.value);
  const { by = null, ...bounds } = goal ?? {};
  return {
    ...{ what, unit, ours: rounded(ours) },
    control: control === undefined ? null : { ...control, value: rounded(control.value) },
    ...{ by, compared: compared === null ? null : rounded(compared) },
    ...{ goal: goal === undefined ? null : bounds, met },
  };
}

/** Minutes and seconds, such as 2:07. */
function sinceText(begun: number): string {
  const seconds = Math.floor((performance.now() - begun) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Four digits: more would only show noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
