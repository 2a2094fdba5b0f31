import type { PgBoss } from "pg-boss";
import { logger, named } from "../log.ts";
import type { JobKind } from "./job.ts";

/**
 * Returns a function that ends the workers of queues that are paused, and starts those of all others. A job that runs goes on to
 * its end. `start`: starts the workers of a queue.
 */
export function createObedience<J extends Pick<JobKind<object>, "name">>(
  boss: Pick<PgBoss, "offWork">,
  jobs: readonly J[],
  start: (job: J) => Promise<void>,
): (paused: readonly string[]) => Promise<void> {
  const working = new Map<string, boolean>();
  return async (paused) => {
    for (const job of jobs) {
      const mayWork = !paused.includes(job.name);
      if (working.get(job.name) === mayWork) continue;
      if (mayWork) await start(job);
      else {
        await boss.offWork(job.name, { wait: false });
        const about = named("queue_paused", { queue: job.name });
        logger("jobs").warn("The queue {queue} is paused: no job of it is started", about);
      }
      working.set(job.name, mayWork);
    }
  };
}
