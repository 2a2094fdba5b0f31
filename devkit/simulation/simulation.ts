import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { describeError } from "../../src/log.ts";
import { perform } from "./actors.ts";
import { type Step, stepOf } from "./order.ts";
import { judgeEnd } from "./promises.ts";
import { faults, type JobRow, type Mechanics, type Move, regularMoves } from "./moves.ts";
import { openProcess, type ShopProcess } from "./process.ts";
import { Queue } from "./queue.ts";
import type { Actor, Script } from "./script.ts";
import { LONG_MS, openWorld, type World } from "./world.ts";

/** Chooses what happens next. */
export interface Chooser {
  /** `faults` draws up the faults that can happen now. It returns one of them, or of the moves. */
  choose(moves: readonly Move[], faults: () => Move[]): Move;
}

/** Is told each move, in words. */
export type Trace = (line: string) => void;

/** What a simulation is told beside its script and its order. */
export interface SimulationOptions {
  readonly trace?: Trace | undefined;
  /** Opens the processes. A test of the simulation itself gives one with a fault in it. */
  readonly open?: typeof openProcess | undefined;
  /** Is told what each move has touched, before the next one is chosen. */
  readonly stepped?: ((step: Step) => void) | undefined;
}

/** How a simulation ended. */
export interface Outcome {
  /** The promise that was broken; undefined for none. */
  readonly broken: string | undefined;
  /** How many moves were chosen. */
  readonly moves: number;
}

/** More moves than any simulation needs. One that makes more does not come to rest. */
const MOST_MOVES = 2_000;

/** The processes of the shop. */
const SHOP: readonly string[] = ["A", "B"];
/** Where accidents come from. Nobody kills it. */
const CHANCE = "chance";
/** The ids of updates after all others. */
const LAST_UPDATES = 1_000_000;

/** Runs a script to its end, in the order that the chooser decides; then the regular sweep. */
export async function simulate(
  script: Script,
  chooser: Chooser,
  options: SimulationOptions = {},
): Promise<Outcome> {
  const simulation = new Simulation(await openWorld(script.products), options);
  for (const [number, actor] of script.actors.entries()) simulation.begin(actor, number * 100);
  await simulation.run(chooser);
  return simulation.outcome();
}

/** The order without any choice: each task goes on as long as it can, and nothing fails. */
export function inOrder(): Chooser {
  let last = "";
  return {
    choose: (moves) => {
      const chosen = defaultMove(moves, last);
      last = chosen.by;
      return chosen;
    },
  };
}

/** What happens if nobody chooses: whoever moved last goes on. */
export function defaultMove(moves: readonly Move[], last: string): Move {
  const next = moves.find(({ by, rank }) => by === last && rank === "call") ?? moves[0];
  if (next === undefined) throw new RangeError("Cannot choose one of no moves");
  return next;
}

class Simulation implements Mechanics {
  readonly #world: World;
  readonly #trace: Trace | undefined;
  readonly #stepped: SimulationOptions["stepped"];
  #latest: Move | undefined;
  readonly #openProcess: typeof openProcess;
  readonly #queue: Queue;
  readonly #processes = new Map<string, ShopProcess>();
  /** What is done again when its process is killed: Telegram delivers updates again. */
  readonly #redeliveries = new Map<() => void, ShopProcess>();
  #moves = 0;
  /** No fault follows on a sleep: the promises cover one of the two. */
  hasSlept = false;

  constructor(world: World, { trace, stepped, open = openProcess }: SimulationOptions) {
    this.#world = world;
    this.#trace = trace;
    this.#stepped = stepped;
    world.footprint.isKept = stepped !== undefined;
    this.#openProcess = open;
    this.#queue = new Queue(world);
    for (const name of SHOP) this.#open(name);
  }

  get scheduler() {
    return this.#world.scheduler;
  }

  get jobs() {
    return this.#queue.jobs();
  }

  get nowMs() {
    return this.#world.clockMs;
  }

  get workers() {
    return SHOP.map((name) => this.#processes.get(name)!);
  }

  get mortals() {
    return [...this.#processes.values()].filter(({ name, isAlive }) => isAlive && name !== CHANCE);
  }

  /** Starts an actor, from one of its commands on. */
  begin(actor: Actor, number: number, from = 0): void {
    const { where, name } = actor;
    const process = this.#processes.get(where) ?? this.#open(where === "nowhere" ? CHANCE : name);
    const entry = this.#world.entries[actor.product]!;
    let at = from;
    const again = () => this.begin(actor, number, at);
    if (this.workers.includes(process)) this.#redeliveries.set(again, process);
    this.scheduler.spawn(process, name, async () => {
      for (; at < actor.commands.length; at++) {
        const doing = { world: this.#world, process, entry, updateId: number + at };
        await perform(doing, actor.commands[at]!).catch((error) => this.#report(name, error));
      }
      this.#redeliveries.delete(again);
    });
  }

  /** Lets everything happen as the chooser decides, then the regular sweep, and a last look at everything. */
  async run(chooser: Chooser): Promise<void> {
    await this.#untilRest(chooser);
    this.#world.clockMs += LONG_MS;
    this.#trace?.("three days pass");
    const commands = [{ do: "reconcile", repairs: true, deletes: false } as const];
    await this.#alone({ name: "the sweep", where: "command", product: 0, commands });
    for (const [product, { order }] of this.#world.entries.entries()) {
      const commands = IMAGE_TYPES.flatMap((image) =>
        (order.length === 0 ? [1] : order).map((_, at) =>
          ({ do: "view", image, place: at + 1 }) as const
        )
      );
      await this.#alone({ name: "the last buyer", where: "A", product, commands });
    }
    for (const entry of this.#world.entries) this.#world.breaks(judgeEnd(this.#world, entry));
  }

  outcome(): Outcome {
    return { broken: this.#world.broken, moves: this.#moves };
  }

  take(job: JobRow, process: ShopProcess): void {
    this.#queue.take(job, process);
  }

  takeOver(job: JobRow): void {
    this.#queue.takeOver(job);
  }

  passTo(ms: number, isIdle: boolean): void {
    this.#world.clockMs = ms;
    this.hasSlept ||= !isIdle;
    for (const job of this.jobs) if (job.state === "active") this.takeOver(job);
  }

  /** Another process takes its place, if it was one of the shop's. */
  kill(process: ShopProcess, launch: boolean): void {
    this.scheduler.kill(process, launch);
    process.abandon(launch);
    this.#processes.delete(process.name);
    if (SHOP.includes(process.name)) this.#open(process.name);
    for (const [again, owner] of [...this.#redeliveries]) {
      if (owner !== process) continue;
      this.#redeliveries.delete(again);
      again();
    }
  }

  async #alone(actor: Actor): Promise<void> {
    if (this.#world.broken !== undefined) return;
    this.begin(actor, LAST_UPDATES);
    await this.#untilRest(inOrder());
  }

  async #untilRest(chooser: Chooser): Promise<void> {
    do await this.scheduler.settle(); while (this.#move(chooser));
    const [waiting] = this.scheduler.calls;
    if (waiting !== undefined) this.#world.breaks(`${waiting.task.name} waits for ever`);
  }

  /** Lets one thing happen. Returns false if nothing can. */
  #move(chooser: Chooser): boolean {
    this.#settled();
    const { misfit } = this.#world.space;
    if (misfit !== undefined) this.#world.breaks(`the stand-in of PostgreSQL: ${misfit}`);
    if (this.#world.broken !== undefined) return false;
    const moves = regularMoves(this);
    if (moves.length === 0) return false;
    const move = chooser.choose(moves, () => this.hasSlept ? [] : faults(this));
    if (++this.#moves > MOST_MOVES) this.#world.breaks("it does not come to rest");
    this.#world.clockMs += 1_000;
    this.#latest = move;
    const isDone = move.perform() !== false;
    this.#trace?.(isDone ? move.name() : `${move.name()} … waits for its row`);
    return true;
  }

  /** The latest move has had all its effects. */
  #settled(): void {
    const { footprint } = this.#world;
    if (this.#latest !== undefined && this.#stepped !== undefined) {
      this.#stepped(stepOf(this.#latest, footprint));
    }
    this.#latest = undefined;
    footprint.clear();
  }

  #open(name: string): ShopProcess {
    const process = this.#openProcess(this.#world, name);
    this.#processes.set(name, process);
    return process;
  }

  /** What an outage has ended: a view, or a command of an operator. */
  #report(name: string, error: unknown): void {
    this.#trace?.(`${name} is told: ${describeError(error).message}`);
  }
}
