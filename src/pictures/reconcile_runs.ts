import type { Database } from "../postgres/mod.ts";
import type { KeptFinding } from "./kept_findings.ts";

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

/** A run with what it found first. */
export interface DetailedRun extends ReconcileRun {
  /** It grows with each run. */
  readonly runId: number;
  readonly findings: readonly KeptFinding[];
}

/** Records a run. */
export async function recordReconcile(
  db: Database,
  run: ReconcileRun,
  findings: readonly KeptFinding[] = [],
): Promise<void> {
  const { startedAt: started_at, finishedAt: finished_at, ...rest } = run;
  const kept = { findings: JSON.stringify(findings) };
  await db.insertInto("reconcile_runs").values({ started_at, finished_at, ...rest, ...kept })
    .execute();
}

const COLUMNS = [
  "started_at as startedAt",
  "finished_at as finishedAt",
  ...["deep", "objects", "pictures", "missing", "altered", "orphaned", "superseded"] as const,
  ...["repaired", "invalidated", "deleted"] as const,
] as const;

/** The run that ended last; undefined when there was none. */
export async function getLastReconcile(db: Database): Promise<ReconcileRun | undefined> {
  return await lastOf(db).select(COLUMNS).executeTakeFirst();
}

/** The same run with what it found. */
export async function getLastFindings(db: Database): Promise<DetailedRun | undefined> {
  const row = await lastOf(db).select([...COLUMNS, "run_id as runId", "findings"])
    .executeTakeFirst();
  return row && { ...row, findings: row.findings as readonly KeptFinding[] };
}

function lastOf(db: Database) {
  return db.selectFrom("reconcile_runs").orderBy("run_id", "desc").limit(1);
}
