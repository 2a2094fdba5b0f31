import { recordMoves, repeatMoves } from "./explore.ts";
import type { Actor, Command, Script } from "./script.ts";
import { type Chooser, type Outcome, simulate, type SimulationOptions } from "./simulation.ts";

/** A simulation that breaks a promise: what happens, and in which order. */
export interface Failure {
  readonly script: Script;
  /** The moves that are chosen; see `repeatMoves`. */
  readonly moves: readonly string[];
  readonly broken: string;
  /** How its processes are opened; as always if absent. */
  readonly open?: SimulationOptions["open"];
}

/** Runs a simulation and remembers its order; undefined if no promise is broken. */
export async function findFailure(
  script: Script,
  chooser: Chooser,
  open?: SimulationOptions["open"],
): Promise<Failure | undefined> {
  const moves: string[] = [];
  const recording = recordMoves(chooser, (move) => moves.push(move.name()));
  const { broken } = await simulate(script, recording, { open });
  return broken === undefined ? undefined : { script, moves, broken, open };
}

/** Runs a failure again. */
function repeat(
  { script, moves, open }: Failure,
  trace?: (line: string) => void,
): Promise<Outcome> {
  return simulate(script, repeatMoves(moves), { open, trace });
}

/** Makes a failure small: fewer commands, then fewer chosen moves, as long as the same promise is broken. */
export async function shrink(failure: Failure): Promise<Failure> {
  let smallest = failure;
  for (let before = Infinity; sizeOf(smallest) < before;) {
    before = sizeOf(smallest);
    smallest = await dropProducts(smallest);
    smallest = await dropCommands(smallest);
    smallest = await dropMoves(smallest);
  }
  return smallest;
}

/** The lines of a simulation: each move, in words. */
export async function traceOf(failure: Failure): Promise<string[]> {
  const lines: string[] = [];
  await repeat(failure, (line) => lines.push(line));
  return lines;
}

function sizeOf({ script, moves }: Failure): number {
  return moves.length + script.actors.flatMap(({ commands }) => commands).length;
}

/** The failure with less, if it still breaks the same promise. */
async function tryWith(
  failure: Failure,
  less: Partial<Pick<Failure, "script" | "moves">>,
): Promise<Failure | undefined> {
  const smaller = { ...failure, ...less };
  const { broken } = await repeat(smaller);
  return broken !== undefined && kindOf(broken) === kindOf(failure.broken)
    ? { ...smaller, broken }
    : undefined;
}

/** The promise without the names and numbers of this run. */
export function kindOf(broken: string): string {
  return broken.replaceAll(/products\/TBF-P\d\/(\w+)-\w+\.jpg/g, "its $1")
    .replaceAll(/old\/TBF-P\d\.jpg/g, "its legacy object")
    .replaceAll(/"[^"]*"/g, "a picture")
    .replaceAll(/TBF-P\d/g, "a product");
}

/** A product that is never listed is as good as none; the others keep their names. */
async function dropProducts(failure: Failure): Promise<Failure> {
  let smallest = failure;
  for (const product of failure.script.products.keys()) {
    const products = smallest.script.products.with(product, "new");
    const actors = smallest.script.actors.filter((actor) => actor.product !== product);
    smallest = await tryWith(smallest, { script: { products, actors } }) ?? smallest;
  }
  return smallest;
}

async function dropCommands(failure: Failure): Promise<Failure> {
  let smallest = failure;
  const { actors } = failure.script;
  for (let at = actors.length - 1; at >= 0; at--) {
    for (let command = actors[at]!.commands.length - 1; command >= 0; command--) {
      const script = without(smallest.script, actors[at]!.name, command);
      smallest = await tryWith(smallest, { script }) ?? smallest;
    }
  }
  return smallest;
}

function without(script: Script, name: string, index: number): Script {
  const drop = (commands: readonly Command[]) => commands.filter((_, at) => at !== index);
  const actors = script.actors.map((actor): Actor =>
    actor.name === name ? { ...actor, commands: drop(actor.commands) } : actor
  ).filter(({ commands }) => commands.length > 0);
  return { ...script, actors };
}

/** Drops ever smaller pieces of the order. What is not chosen any more happens when nobody chooses. */
async function dropMoves(failure: Failure): Promise<Failure> {
  let smallest = failure;
  for (let size = Math.ceil(failure.moves.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = smallest.moves.length - size; from > -size; from -= size) {
      const start = Math.max(0, from);
      const moves = smallest.moves.toSpliced(start, from + size - start);
      smallest = await tryWith(smallest, { moves }) ?? smallest;
    }
  }
  return smallest;
}
