import { createRandom, type Random } from "../testing/random.ts";
import type { Move } from "./moves.ts";
import { drawScript, type Script } from "./script.ts";
import { type Chooser, defaultMove } from "./simulation.ts";

/** A script and an order, drawn by a seed. */
export interface Drawn {
  readonly script: Script;
  readonly chooser: Chooser;
}

/** Draws a simulation. The same seed draws the same one. */
export function drawSimulation(seed: number): Drawn {
  const random = createRandom(seed);
  const script = drawScript(random);
  return { script, chooser: drawChooser(random, script) };
}

/** About as many moves as a simulation has: what is drawn happens below it. */
function usualMoves({ actors }: Script): number {
  return 10 + 12 * actors.reduce((sum, { commands }) => sum + commands.length, 0);
}

/**
 * Chooses as a probabilistic concurrency tester does. Everybody gets a priority, and the highest one moves; at a few
 * random moments whoever is about to move falls behind all others. So long delays of one call are as likely as short
 * ones. A fault that needs d such moments among n moves of k tasks is found with a chance of at least 1 / (k · n^(d-1)).
 * Source: Burckhardt and others, A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010.
 */
export function drawChooser(random: Random, script: Script): Chooser {
  const usual = usualMoves(script);
  const priorities = new Map<string, number>();
  const changes = new Set(Array.from({ length: random.below(4) }, () => random.below(usual)));
  let faultsLeft = random.pick([0, 0, 1, 2]);
  let lowest = 0;
  let made = 0;
  const priorityOf = ({ by }: Move) => {
    const known = priorities.get(by);
    if (known !== undefined) return known;
    const drawn = 1 + random.below(1_000_000);
    priorities.set(by, drawn);
    return drawn;
  };
  const highest = (moves: readonly Move[]) =>
    moves.reduce((one, other) => priorityOf(other) > priorityOf(one) ? other : one);
  return {
    choose: (moves, faults) => {
      made++;
      if (faultsLeft > 0 && random.below(usual / 3) === 0) {
        // There are more calls that can fail than processes that can be killed. Both are as likely.
        const rank = random.pick(["fault", "kill"] as const);
        const possible = faults().filter((fault) => fault.rank === rank);
        if (possible.length > 0) {
          faultsLeft--;
          return random.pick(possible);
        }
      }
      const first = highest(moves);
      if (!changes.has(made)) return first;
      priorities.set(first.by, --lowest);
      return highest(moves);
    },
  };
}

/** Repeats moves by their names, as far as they are possible; then nobody chooses. */
export function repeatMoves(names: readonly string[]): Chooser {
  let next = 0;
  let last = "";
  return {
    choose: (moves, faults) => {
      const chosen = take(moves, faults) ?? defaultMove(moves, last);
      last = chosen.by;
      return chosen;
    },
  };

  function take(moves: readonly Move[], faults: () => Move[]): Move | undefined {
    const possible = new Map([...faults(), ...moves].map((move) => [move.name(), move]));
    while (next < names.length) {
      const move = possible.get(names[next++]!);
      if (move !== undefined) return move;
    }
    return undefined;
  }
}

/** Watches a chooser. */
export function recordMoves(chooser: Chooser, record: (move: Move) => void): Chooser {
  return {
    choose: (moves, faults) => {
      const move = chooser.choose(moves, faults);
      record(move);
      return move;
    },
  };
}
