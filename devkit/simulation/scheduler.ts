import { AsyncLocalStorage } from "node:async_hooks";

/** A process of the shop or of an operator. A killed one never does anything again. */
export interface Process {
  readonly name: string;
  isAlive: boolean;
}

/** Something that a process is doing: an update, a job, a command. */
export interface Task {
  readonly name: string;
  readonly process: Process;
}

/** A call on something outside of a process: PostgreSQL, B2, the disk, Telegram. */
export interface Request<T> {
  /** Who is asked for what, in a few words. */
  readonly label: () => string;
  /** Takes effect, at one moment, and returns the answer. It throws {@link MustWait} before any effect. */
  readonly act: () => T;
  /** Answers instead if the call fails: it throws, or returns what a failure looks like. */
  readonly fail: () => T;
  /** Whether it changes something, so that its answer may be lost after its effect. */
  readonly changes?: boolean;
  /** Whether it may take effect after its sender gave up or died. */
  readonly landsLate?: boolean;
}

/** A call that waits for its moment. */
export interface Call {
  readonly task: Task;
  readonly request: Request<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Whether something else must happen first, such as the end of a transaction that holds the row. */
  isBlocked: () => boolean;
}

/** A call that nobody waits for any more, and that may still take effect. */
export interface Late {
  readonly label: string;
  readonly act: () => unknown;
  isBlocked: () => boolean;
}

/** Thrown by {@link Request.act}: the call has to wait. */
export class MustWait {
  constructor(readonly isBlocked: () => boolean) {}
}

const FREE = () => false;

/**
 * Holds every task at its calls on the outside. A call takes effect and is answered when {@link Scheduler.answer} says
 * so; between two calls a task runs by itself, so all that happens is the order of the calls.
 */
export class Scheduler {
  readonly #running = new AsyncLocalStorage<Task>();
  #calls: Call[] = [];
  #late: Late[] = [];

  /** The calls that wait, the oldest first. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  /** The calls without a sender. */
  get late(): readonly Late[] {
    return this.#late;
  }

  /** Starts a task. `ended` is called with the error that ended it, unless its process was killed. */
  spawn(
    process: Process,
    name: string,
    work: () => Promise<void>,
    ended: (error?: unknown) => void = () => {},
  ): void {
    const done = (error?: unknown) => process.isAlive && ended(error);
    this.#running.run({ name, process }, () => void work().then(() => done(), done));
  }

  /** A call of the task that runs now. */
  call<T>(request: Request<T>): Promise<T> {
    const task = this.#running.getStore();
    if (task === undefined) throw new TypeError(`No task calls: ${request.label()}`);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (!task.process.isAlive) return promise;
    const call = { task, request, resolve: resolve as Call["resolve"], reject, isBlocked: FREE };
    this.#calls.push(call);
    return promise;
  }

  /** Lets every task run until it calls the outside. Nothing in a simulation waits for anything else. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** A call takes effect and is answered. Returns false if it turns out that it has to wait. */
  answer(call: Call): boolean {
    return this.#take(call, call.request.act);
  }

  /** A call fails without an effect. */
  fail(call: Call): boolean {
    return this.#take(call, call.request.fail);
  }

  /** A call takes effect, and its answer is lost. */
  loseAnswer(call: Call): boolean {
    const { act, fail } = call.request;
    return this.#take(call, () => (act(), fail()));
  }

  /** A call fails for its sender, and is still on its way. */
  delay(call: Call): boolean {
    this.#launch(call);
    return this.fail(call);
  }

  /** A late call takes effect. Nobody hears of its answer. */
  land(late: Late): boolean {
    try {
      late.act();
    } catch (error) {
      if (waits(late, error)) return false;
    }
    this.#late = this.#late.filter((each) => each !== late);
    return true;
  }

  /** Ends a process at once. With `launch`, what it has sent to B2 or to PostgreSQL still takes effect. */
  kill(process: Process, launch: boolean): void {
    process.isAlive = false;
    for (const call of this.#calls) {
      if (launch && call.task.process === process && call.request.landsLate) this.#launch(call);
    }
    this.#calls = this.#calls.filter((call) => call.task.process !== process);
  }

  #launch({ task, request: { label, act } }: Call): void {
    this.#late.push({ label: `${task.name}: ${label()}`, act, isBlocked: FREE });
  }

  #take(call: Call, answer: () => unknown): boolean {
    try {
      call.resolve(answer());
    } catch (error) {
      if (waits(call, error)) return false;
      call.reject(error);
    }
    this.#calls.splice(this.#calls.indexOf(call), 1);
    return true;
  }
}

function waits(call: Pick<Call, "isBlocked">, error: unknown): boolean {
  if (!(error instanceof MustWait)) return false;
  call.isBlocked = error.isBlocked;
  return true;
}
