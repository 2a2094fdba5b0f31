import type { Call, Scheduler, Task } from "./scheduler.ts";
import type { ShopProcess } from "./process.ts";

/** What can happen next. If nobody chooses, the first rank moves first, and no fault happens. */
export interface Move {
  readonly rank: "call" | "take a job" | "take over" | "land" | "time passes" | "fault" | "kill";
  /** Who moves: a task, a worker, a call without a sender. A fault has nobody. */
  readonly by: string;
  /** In whose memory it happens: what happens there keeps its order. Absent if it may change anything. */
  readonly memory?: string;
  /** A job is tried again. It has rested. */
  readonly isRepeat?: boolean;
  /** What happens, unique among the moves of one moment. */
  readonly name: () => string;
  /** Returns false if it has to wait for something else first. */
  readonly perform: () => boolean | void;
}

/** A job in the queue. */
export interface JobRow {
  /** Such as `erase-product of TBF-P1`. */
  readonly id: string;
  readonly name: string;
  readonly data: { readonly productId: string };
  readonly state: "created" | "retry" | "active" | "completed";
  readonly retry_count: number;
  readonly startAfterMs: number;
  /** The process that runs it. */
  readonly owner?: ShopProcess;
  /** Nobody refreshes its heartbeat any more, although its process lives. */
  readonly isSilent?: boolean;
}

/** What moves are made of. */
export interface Mechanics {
  readonly scheduler: Scheduler;
  readonly jobs: readonly JobRow[];
  readonly nowMs: number;
  /** Time has passed in the middle of something. It happens once: otherwise some would never get on. */
  readonly hasSlept: boolean;
  /** The processes that take jobs. */
  readonly workers: readonly ShopProcess[];
  /** The processes that can be killed. */
  readonly mortals: readonly ShopProcess[];
  take(job: JobRow, process: ShopProcess): void;
  takeOver(job: JobRow): void;
  kill(process: ShopProcess, launch: boolean): void;
  /** Long enough that pg-boss takes every job from its process. `isIdle`: nothing else could happen. */
  passTo(ms: number, isIdle: boolean): void;
}

/** Jobs rest a little after a failure. So much time passes unnoticed. */
const SOON_MS = 60_000;

/** The moves that no fault needs, in the order in which they happen if nobody chooses. */
export function regularMoves(mechanics: Mechanics): Move[] {
  const { scheduler, jobs, nowMs, workers } = mechanics;
  const moves: Move[] = [];
  for (const call of scheduler.calls) {
    if (call.isBlocked()) continue;
    moves.push({
      rank: "call",
      by: call.task.name,
      memory: memoryOf(call.task),
      name: () => nameOf(call),
      perform: () => mechanics.scheduler.answer(call),
    });
  }
  let earliestMs = Infinity;
  for (const job of jobs) {
    if (job.state === "active") {
      if (job.isSilent || !job.owner!.isAlive) moves.push(takeOver(mechanics, job));
      continue;
    }
    if (job.state === "completed") continue;
    if (job.startAfterMs - nowMs > SOON_MS) earliestMs = Math.min(earliestMs, job.startAfterMs);
    else for (const worker of workers) moves.push(take(mechanics, job, worker));
  }
  for (const each of scheduler.late) {
    if (each.isBlocked()) continue;
    moves.push({
      rank: "land",
      by: `late ${each.label}`,
      memory: "late",
      name: () => `(late) ${each.label}`,
      perform: () => mechanics.scheduler.land(each),
    });
  }
  // B2 refuses a request that is older than 15 minutes: what is on its way lands sooner, or never.
  const isIdle = moves.length === 0;
  if (earliestMs < Infinity && (isIdle || !mechanics.hasSlept && scheduler.late.length === 0)) {
    moves.push({
      rank: "time passes",
      by: "clock",
      name: () => isIdle ? "time passes" : "time passes, and everybody sleeps",
      perform: () => mechanics.passTo(earliestMs, isIdle),
    });
  }
  return moves;
}

/** The faults that can happen now. */
export function faults(mechanics: Mechanics): Move[] {
  const moves: Move[] = [];
  const add = (name: () => string, perform: Move["perform"], rank: Move["rank"] = "fault") =>
    moves.push({ rank, by: "", name, perform });
  for (const call of mechanics.scheduler.calls) {
    if (call.isBlocked()) continue;
    const { changes, landsLate } = call.request;
    add(() => `${nameOf(call)}: fails`, () => mechanics.scheduler.fail(call));
    if (changes) {
      add(
        () => `${nameOf(call)}: done, but its answer is lost`,
        () => mechanics.scheduler.loseAnswer(call),
      );
    }
    if (landsLate && !/commit/.test(call.request.label())) {
      add(() => `${nameOf(call)}: fails, but is on its way`, () => mechanics.scheduler.delay(call));
    }
  }
  for (const job of mechanics.jobs) {
    if (job.state === "active") moves.push({ ...takeOver(mechanics, job), rank: "fault" });
  }
  for (const process of mechanics.mortals) {
    const name = () => `${process.name} is killed`;
    add(name, () => mechanics.kill(process, false), "kill");
    const nameOfLate = () => `${name()}; what it has sent is on its way`;
    add(nameOfLate, () => mechanics.kill(process, true), "kill");
  }
  return moves;
}

/** A job has no memory beyond itself. People and commands share that of their process, such as file ids just seen. */
function memoryOf({ name, process }: Task): string {
  return name.startsWith(`${process.name}, `) ? name : process.name;
}

function nameOf({ task, request }: Call): string {
  return `${task.name}: ${request.label()}`;
}

function take(mechanics: Mechanics, job: JobRow, worker: ShopProcess): Move {
  return {
    rank: "take a job",
    by: `${worker.name} ${job.id} ${job.retry_count}`,
    memory: `${worker.name}, ${job.id}`,
    isRepeat: job.retry_count > 0,
    name: () => `${worker.name} takes ${job.id}`,
    perform: () => mechanics.take(job, worker),
  };
}

function takeOver(mechanics: Mechanics, job: JobRow): Move {
  return {
    rank: "take over",
    by: `heartbeat of ${job.id}`,
    name: () => `pg-boss takes ${job.id} from ${job.owner!.name}, which is silent`,
    perform: () => mechanics.takeOver(job),
  };
}
