import { drawSimulation, recordMoves } from "./explore.ts";
import { findFailure, kindOf, shrink, traceOf } from "./shrink.ts";
import { simulate } from "./simulation.ts";

/** A broken promise, with the smallest order that was found. */
export interface Finding {
  /** Draws the simulation that found it. */
  readonly seed: number;
  readonly broken: string;
  /** What its actors did and what happened, line by line. */
  readonly trace: readonly string[];
}

/** What a search has done so far. */
export interface Progress {
  readonly simulations: number;
  /** Simulations whose order no earlier one had. */
  readonly distinct: number;
  /** How often one of several calls, jobs or faults was chosen to be next. */
  readonly moves: number;
}

/** Where a search begins and ends. */
export interface SearchOptions {
  readonly firstSeed: number;
  /** The next seed is so much higher; 1 if absent. Several searches share the seeds. */
  readonly stride?: number;
  /** Whether there is to be another simulation. */
  readonly goesOn: (progress: Progress) => boolean;
  /** Called once for each kind of broken promise. */
  readonly found: (finding: Finding) => void;
}

/** Tries one simulation after another. */
export async function search(options: SearchOptions): Promise<Progress> {
  const { firstSeed, stride = 1, goesOn, found } = options;
  const orders = new Set<number>();
  const kinds = new Set<string>();
  let moves = 0;
  const progress = (simulations: number) => ({ simulations, distinct: orders.size, moves });
  for (let tried = 0;; tried++) {
    if (!goesOn(progress(tried))) return progress(tried);
    const seed = firstSeed + tried * stride;
    const { script, chooser } = drawSimulation(seed);
    let order = 0;
    const hashing = recordMoves(chooser, ({ by }) => order = hash(order, by));
    const outcome = await simulate(script, hashing);
    orders.add(order);
    moves += outcome.moves;
    if (outcome.broken === undefined || kinds.has(kindOf(outcome.broken))) continue;
    kinds.add(kindOf(outcome.broken));
    found(await explain(seed));
  }
}

/** Runs the simulation of a seed again, and makes it small. */
async function explain(seed: number): Promise<Finding> {
  const { script, chooser } = drawSimulation(seed);
  const failure = await shrink((await findFailure(script, chooser))!);
  return { seed, broken: failure.broken, trace: await traceOf(failure) };
}

/** The moves of the simulation of a seed, in words. */
export async function tellSimulation(seed: number): Promise<string[]> {
  const { script, chooser } = drawSimulation(seed);
  const trace: string[] = [];
  await simulate(script, chooser, { trace: (line) => trace.push(line) });
  return trace;
}

/** 53 bits, so that orders are told apart. Source: cyrb53, bryc, public domain. */
function hash(before: number, text: string): number {
  let high = 0xdeadbeef ^ (before / 0x1_0000_0000);
  let low = 0x41c6ce57 ^ before;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 0x1_0000_0000 * (0x1f_ffff & low) + (high >>> 0);
}
