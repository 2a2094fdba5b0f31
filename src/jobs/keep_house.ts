import * as v from "valibot";
import { thinShownCounts } from "../pictures/mod.ts";
import { type Database, dropOldUpdates, forgetOldUpdates } from "../postgres/mod.ts";
import { forgetOldChecks } from "./checks/check_runs.ts";
import type { Job } from "./job.ts";

/** Makes the job that removes what nobody needs any more: once an hour, in one process. */
export function createKeepHouseJob(db: Database): Job<object> {
  return {
    name: "keep-house",
    // pg-boss enqueues it by the clock, without data.
    schema: v.pipe(v.unknown(), v.transform(() => ({}))),
    policy: {
      queue: { retryLimit: 0, deleteAfterSeconds: 86_400 },
      work: {},
      cron: "17 * * * *",
    },
    waits: { event: "clean_up_failed", message: "The hourly clean-up failed: {error}" },
    run: async () => {
      await forgetOldUpdates(db);
      await dropOldUpdates(db);
      await forgetOldChecks(db);
      await thinShownCounts(db);
    },
  };
}
