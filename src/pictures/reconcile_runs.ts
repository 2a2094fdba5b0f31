import type { Database } from "../postgres/mod.ts";

/** The counts of a run of reconcile, as they were at its end. */
export interface ReconcileCounts {
  /** Objects that B2 listed. */
  readonly objects: number;
  /** Pictures that the log knows now. */
  readonly pictures: number;
  /** Pictures without an object. */
  readonly missing: number;
  /** Pictures whose object has other bytes than were stored. */
  readonly altered: number;
  /** Objects that no event ever named, older than the grace period. */
  readonly orphaned: number;
  /** Objects that an event named, but that are no picture any more. */
  readonly superseded: number;
  /** Pictures that were put back or made anew. */
  readonly repaired: number;
  /** Pictures that were given up. */
  readonly invalidated: number;
  readonly deleted: number;
}

/** A finished run of reconcile. */
export interface ReconcileRun extends ReconcileCounts {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Whether every object was downloaded and hashed. */
  readonly deep: boolean;
}

/** Records a run. */
export async function recordReconcile(db: Database, run: ReconcileRun): Promise<void> {
  const { startedAt: started_at, finishedAt: finished_at, ...rest } = run;
  await db.insertInto("reconcile_runs").values({ started_at, finished_at, ...rest }).execute();
}

/** The run that ended last; undefined when there was none. */
export async function getLastReconcile(db: Database): Promise<ReconcileRun | undefined> {
  const row = await db.selectFrom("reconcile_runs").selectAll()
    .orderBy("run_id", "desc").limit(1).executeTakeFirst();
  if (row === undefined) return undefined;
  const { run_id: _, started_at: startedAt, finished_at: finishedAt, ...rest } = row;
  return { startedAt, finishedAt, ...rest };
}
