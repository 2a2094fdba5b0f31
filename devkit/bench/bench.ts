/**
 * What a benchmark is: it measures our work beside a control in the same run, and says which goal it must reach.
 * @module
 */
import type { BenchDatabase } from "./database.ts";
import type { Goal } from "./goal.ts";
import type { Network } from "./network.ts";

/** One measured figure. Both values are medians of the rounds. */
export interface Measurement {
  /** What was measured, such as `open, 20/s, p50`. */
  readonly what: string;
  readonly ours: number;
  /** What ours is compared with, in the same run. */
  readonly control?: { readonly what: string; readonly value: number };
  /** Of both values: `ms`, `views/s`, `MiB`. */
  readonly unit: string;
  /** A figure without a goal is only shown. */
  readonly goal?: Goal;
}

/** What a benchmark may use. */
export interface BenchContext {
  /** Small sizes, short rounds: to see that the benchmark works. Its goals may be missed. */
  readonly quick: boolean;
  /** How often to measure. The median counts. 3, or 1 if quick. */
  readonly rounds: number;
  /** The size of the log, if it was given. Only `partition` and `console` take it. */
  readonly events?: number | undefined;
  /** The distance to Telegram and B2. Nothing else simulates a network. */
  readonly network: Network;
  /** Opens a new database, with all migrations. Disposal drops it. */
  openDatabase(maxConnections: number): Promise<BenchDatabase>;
  /** Tells the progress on standard error. */
  say(line: string): void;
  /** Adds a remark to the results, such as a size that was chosen. */
  note(line: string): void;
}

/** A benchmark. */
export interface Bench {
  /** One line: what is measured, and beside which control. */
  readonly about: string;
  /** Throws if our work or the control did something else than it should. */
  measure(context: BenchContext): Promise<readonly Measurement[]>;
}
