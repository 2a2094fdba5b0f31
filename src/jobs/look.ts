import type { PgBoss } from "pg-boss";
import { pause } from "../std/mod.ts";
import { findForsaken, lookAtQueues } from "./boss_tables.ts";

/** Looks at all queues until disposal. */
export interface Look extends AsyncDisposable {
  /** The time since it last looked, after its usual pause, in milliseconds. */
  idleMs(): number;
}

/** What {@link openLook} needs. */
export interface LookOptions {
  readonly boss: PgBoss;
  /** The schema of pg-boss's tables. */
  readonly schema: string;
  /** The names of the queues. */
  readonly queues: readonly string[];
  /** Gets the queues that are paused, at each look. */
  readonly obey: (paused: readonly string[]) => Promise<void>;
  /** Takes what a look fails with. The next look comes after the usual pause. */
  readonly onError: (error: unknown) => void;
}

/** A job starts within a second of its time, also when a look and the fetch after it take a while. */
const LOOK_MS = 500;
/** It reads all rows of jobs, like pg-boss itself. A heartbeat has ten seconds, so this adds half of it. */
const FORSAKEN_MS = 5000;

/**
 * Asks in one statement which queues are paused, and which have a job that is due, and wakes their workers. It finds jobs
 * that were just enqueued, that wait for their time, or that failed. Each worker of pg-boss would ask on its own. It also
 * has pg-boss take over the jobs of processes that died.
 */
export function openLook({ boss, schema, queues, obey, onError }: LookOptions): Look {
  const stopped = new AbortController();
  let lookedMs = performance.now();
  let takenOverMs = -Infinity;

  async function look(): Promise<void> {
    const { due, paused } = await lookAtQueues(boss, queues, schema);
    await obey(paused);
    for (const name of due) wake(boss, name);
    if (performance.now() - takenOverMs >= FORSAKEN_MS) {
      for (const name of await findForsaken(boss, queues, schema)) await boss.supervise(name);
      takenOverMs = performance.now();
    }
    lookedMs = performance.now();
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      await look().catch(onError);
      await pause(LOOK_MS, stopped.signal);
    }
  }

  const running = run();
  return {
    idleMs: () => performance.now() - lookedMs - LOOK_MS,
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await running;
    },
  };
}

/** Ends the rest of a queue's workers. A worker that runs a job looks for the next one without a rest. */
export function wake(boss: PgBoss, queue: string): void {
  for (const { id, name } of boss.getWipData()) if (name === queue) boss.notifyWorker(id);
}
