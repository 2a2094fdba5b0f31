import type { Move } from "./moves.ts";
import { areIndependent, countEqualOrders, type Step } from "./order.ts";
import type { Script } from "./script.ts";
import { type Chooser, simulate, type SimulationOptions } from "./simulation.ts";

/** What can happen in a script that is searched completely. */
export interface EveryOptions {
  readonly script: Script;
  /** So many faults in one order; 0 if absent. */
  readonly faults?: number | undefined;
  readonly open?: SimulationOptions["open"];
  /** Whether to try another order. If not, the search is not complete. */
  readonly goesOn?: (progress: EveryOrder) => boolean;
}

/** What a complete search has done. */
export interface EveryOrder {
  /** The promise that was broken, and the moves that led there; undefined for none. */
  readonly broken: { readonly promise: string; readonly moves: readonly string[] } | undefined;
  /** Simulations that were begun. Some ended early, because each order from there on was equal to a tried one. */
  readonly simulations: number;
  /** Orders that were run to their end. None is equal to another: see `areIndependent`. */
  readonly different: number;
  /** The orders that are equal to one of these. If the search is complete: every order that can happen. */
  readonly orders: bigint;
  readonly moves: number;
  readonly isComplete: boolean;
}

/** A moment in the present order. */
interface Moment {
  /** The moves to try from here, by their names. */
  readonly possible: readonly string[];
  /** Moves that were tried before, in orders that are equal to all that begin with them here. */
  readonly asleep: readonly Step[];
  /** The moves that were tried from here. */
  readonly tried: Step[];
  /** How many faults may still happen. */
  readonly faultsLeft: number;
}

/** Thrown by the chooser: every order from here on is equal to one that was tried. */
class NothingNew extends Error {}

/**
 * Tries every order of a script, apart from those that are equal to a tried one. In these orders jobs run in process B, a
 * job that rests is tried again when nothing else can happen, and nobody sleeps while others are at work.
 *
 * It is a search with sleep sets. Source: P. Godefroid, Partial-Order Methods for the Verification of Concurrent Systems,
 * LNCS 1032, 1996, chapter 5.
 */
export async function tryEveryOrder(options: EveryOptions): Promise<EveryOrder> {
  const { script, faults = 0, open, goesOn = () => true } = options;
  const path: Moment[] = [];
  let progress: EveryOrder = {
    ...{ broken: undefined, simulations: 0, different: 0, orders: 0n, moves: 0 },
    isComplete: false,
  };
  while (goesOn(progress)) {
    const steps: Step[] = [];
    let chosen = 0;
    const chooser = nextOf(path, steps, faults, () => chosen++);
    const stepped = (step: Step) => void steps.push(step);
    const ended = await simulate(script, chooser, { open, stepped }).catch((error) => {
      if (error instanceof NothingNew) return undefined;
      throw error;
    });
    const own = steps.slice(0, chosen);
    progress = {
      ...progress,
      simulations: progress.simulations + 1,
      moves: progress.moves + steps.length,
    };
    if (ended !== undefined) {
      const orders = progress.orders + countEqualOrders(own);
      progress = { ...progress, different: progress.different + 1, orders };
      if (ended.broken !== undefined) {
        const moves = own.map(({ label }) => label);
        return { ...progress, broken: { promise: ended.broken, moves } };
      }
    }
    if (!goOn(path, own)) return { ...progress, isComplete: true };
  }
  return progress;
}

/** Turns to the next order. Returns whether there is one. */
function goOn(path: Moment[], steps: readonly Step[]): boolean {
  for (let moment = path.at(-1); moment !== undefined; moment = path.at(-1)) {
    moment.tried.push(steps[path.length - 1]!);
    if (moment.tried.length < moment.possible.length) return true;
    path.pop();
  }
  return false;
}

/** Repeats the present order, then goes on with the first move of each moment. */
function nextOf(
  path: Moment[],
  steps: readonly Step[],
  faults: number,
  chosen: () => void,
): Chooser {
  let depth = 0;
  return {
    choose: (moves, draw) => {
      if (depth === path.length) {
        path.push(openMoment(path.at(-1), steps.at(-1), faults, moves, draw));
      }
      const { possible, tried } = path[depth++]!;
      const name = possible[tried.length]!;
      chosen();
      return moves.find((move) => move.name() === name) ??
        draw().find((move) => move.name() === name)!;
    },
  };
}

function openMoment(
  before: Moment | undefined,
  step: Step | undefined,
  faults: number,
  moves: readonly Move[],
  draw: () => Move[],
): Moment {
  const faultsLeft = before === undefined ? faults : before.faultsLeft - (step!.isFault ? 1 : 0);
  const asleep = before === undefined
    ? []
    : [...before.asleep, ...before.tried].filter((each) => areIndependent(each, step!));
  const names = [...regular(moves), ...(faultsLeft > 0 ? draw() : [])].map((move) => move.name());
  const possible = names.filter((name) => !asleep.some(({ label }) => label === name));
  if (possible.length === 0) throw new NothingNew();
  return { possible, asleep, tried: [], faultsLeft };
}

/** What happens without a fault. */
function regular(moves: readonly Move[]): readonly Move[] {
  const awake = moves.filter(({ rank, memory, isRepeat }) =>
    rank !== "time passes" && !isRepeat && (rank !== "take a job" || memory!.startsWith("B, "))
  );
  if (awake.length > 0) return awake;
  const repeats = moves.filter(({ memory, isRepeat }) => isRepeat && memory!.startsWith("B, "));
  return repeats.length > 0 ? repeats : moves;
}
