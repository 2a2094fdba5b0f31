/**
 * Reads and changes the jobs in pg-boss's tables, for tests and benchmarks.
 * @module
 */
import { sql, type UpdateObject } from "kysely";
import { type BossTables, bossTables, PRODUCT_ID } from "../../src/jobs/boss_tables.ts";
import { type JobState, OPEN_STATES } from "../../src/jobs/job_info.ts";
import { STORE_IMAGE } from "../../src/jobs/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { type HeldLock, holdLock } from "./locks.ts";

/** The row of a job. */
export interface JobRow {
  readonly queue: string;
  readonly state: JobState;
  readonly data: unknown;
  /** The error of a failed attempt. */
  readonly output: unknown;
  readonly retries: number;
  /** Seconds until it is due. Negative when it is due. */
  readonly waitsSeconds: number;
}

/** Selects jobs. All jobs if empty. */
export interface JobFilter {
  readonly queue?: string;
  readonly states?: readonly JobState[];
  readonly productIds?: readonly string[];
}

/** The jobs that store pictures. */
export const STORING: JobFilter = { queue: STORE_IMAGE.name };

/** Finds jobs, by queue and state. */
export async function listJobs(db: Database, filter: JobFilter = {}): Promise<JobRow[]> {
  return await bossTables(db).selectFrom("job")
    .select([
      "name as queue",
      "state",
      "data",
      "output",
      "retry_count as retries",
      sql<number>`extract(epoch from start_after - now())::float8`.as("waitsSeconds"),
    ])
    .where(matches(filter)).orderBy("name").orderBy(sql`state::text`).execute();
}

/** Counts jobs by state. */
export async function countJobsByState(
  db: Database,
  filter: JobFilter = {},
): Promise<Readonly<Partial<Record<JobState, number>>>> {
  const rows = await bossTables(db).selectFrom("job")
    .select((job) => ["state", job.fn.countAll<number>().as("jobs")])
    .where(matches(filter)).groupBy("state").execute();
  return Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs]));
}

/** Counts the jobs that wait or run. */
export async function countOpenJobs(db: Database, filter: JobFilter = {}): Promise<number> {
  const counts = await countJobsByState(db, { states: OPEN_STATES, ...filter });
  return Object.values(counts).reduce((sum, jobs) => sum + jobs, 0);
}

/** Makes waiting jobs due now. */
export async function hastenJobs(db: Database): Promise<void> {
  await changeJobs(db, { states: ["created", "retry"] }, { start_after: sql<Date>`now()` });
}

/**
 * Ends the heartbeats of running jobs, as if their process had died. With `olderThanSeconds`, only heartbeats older
 * than that.
 */
export async function endHeartbeats(
  db: Database,
  { olderThanSeconds, ...filter }: JobFilter & { readonly olderThanSeconds?: number } = {},
): Promise<void> {
  const latest = sql<Date>`now() - ${olderThanSeconds ?? 0} * interval '1 second'`;
  await bossTables(db).updateTable("job")
    .set({ heartbeat_on: sql<Date>`now() - interval '1 minute'` })
    .where(matches({ ...filter, states: ["active"] })).where("heartbeat_on", "<=", latest)
    .execute();
}

/**
 * Skips the queue's pauses: a job that waits is due, and another process takes over a job whose process has died.
 *
 * Call it seldom: it holds the rows that the queue would take.
 */
export async function skipPauses(db: Database): Promise<void> {
  await hastenJobs(db);
  await endHeartbeats(db, { olderThanSeconds: 5 });
}

/** Changes jobs, past pg-boss. */
export async function changeJobs(
  db: Database,
  filter: JobFilter,
  changes: UpdateObject<BossTables, "job">,
): Promise<void> {
  await bossTables(db).updateTable("job").set(changes).where(matches(filter)).execute();
}

/** Adds jobs without pg-boss. They are due in an hour. */
export async function addJobs(
  db: Database,
  jobs: readonly (Pick<JobRow, "queue" | "state"> & Partial<Pick<JobRow, "data">>)[],
  waitsSeconds = 3600,
): Promise<void> {
  const start_after = sql<Date>`now() + ${waitsSeconds} * interval '1 second'`;
  await bossTables(db).insertInto("job")
    .values(jobs.map(({ queue, state, data = null }) => ({
      name: queue,
      state,
      data: JSON.stringify(data),
      start_after,
    })))
    .execute();
}

/** Makes pg-boss's daily maintenance due. */
export async function dueMaintenance(db: Database): Promise<void> {
  await bossTables(db).updateTable("queue").set({ maintain_on: null }).execute();
}

function matches({ queue, states, productIds }: JobFilter) {
  return sql<boolean>`
    (${queue ?? null}::text is null or name = ${queue ?? null})
    and (${states ?? null}::text[] is null or state::text = any(${states ?? null}::text[]))
    and (${productIds ?? null}::text[] is null or ${PRODUCT_ID} = any(${productIds ?? null}))`;
}

/** Locks all jobs, so that nobody can look for one, until they are let go. */
export function holdJobs(db: Database): Promise<HeldLock> {
  return holdLock(db, sql`lock table pgboss.job in access exclusive mode`);
}

/** The policies of all queues, by their names. */
export async function listQueuePolicies(db: Database): Promise<readonly object[]> {
  const { rows } = await sql<object>`
    select name, retry_limit, retry_delay, heartbeat_seconds, retention_seconds, deletion_seconds
    from pgboss.queue order by name`.execute(db);
  return rows;
}

/** The version of each row of a queue or of its time: it is another one after each write. */
export async function listQueueRows(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ row: string }>`
    select 'queue ' || name || ' ' || xmin as row from pgboss.queue
    union all select 'schedule ' || name || ' ' || xmin from pgboss.schedule order by 1`.execute(
    db,
  );
  return rows.map(({ row }) => row);
}

/** Gives the queue that stores pictures a policy that no release has. */
export async function changeQueuePolicy(db: Database): Promise<void> {
  await sql`update pgboss.queue set retry_limit = 99, retention_seconds = 98
    where name = ${STORE_IMAGE.name}`.execute(db);
}
