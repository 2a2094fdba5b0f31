/**
 * All SQL on the tables of pg-boss 12.30.0 that is not pg-boss's own.
 * @module
 */
import { type Generated, type Kysely, sql } from "kysely";
import type { PgBoss } from "pg-boss";
import type { Database } from "../postgres/mod.ts";
import type { GoesOn, JobCounts } from "./job.ts";
import { type JobInfo, type JobSelection, type JobState, OPEN_STATES } from "./job_info.ts";

/** The schema of pg-boss's tables, unless a setting names another. */
export const QUEUE_SCHEMA = "pgboss";

/** The columns of pg-boss that are read or written here. */
export type BossTables = {
  job: {
    id: Generated<string>;
    /** The queue. */
    name: string;
    state: JobState;
    data: unknown;
    /** The last error of a job that failed. */
    output: unknown;
    retry_count: Generated<number>;
    created_on: Generated<Date>;
    start_after: Generated<Date>;
    started_on: Date | null;
    completed_on: Date | null;
    /** A job that still waits then is dropped. */
    keep_until: Generated<Date>;
    heartbeat_on: Date | null;
    /** A job without a newer heartbeat has lost its process. */
    heartbeat_seconds: number | null;
    /** A job that runs for longer is given up. */
    expire_seconds: Generated<number>;
    /** It waits for other jobs. */
    blocked: Generated<boolean>;
  };
  queue: {
    name: string;
    maintain_on: Date | null;
  };
  schedule: {
    /** The queue. */
    name: string;
    cron: Generated<string>;
    created_on: Generated<Date>;
  };
};

/** The tables of pg-boss, for typed statements. */
export function bossTables(db: Database, schema = QUEUE_SCHEMA): Kysely<BossTables> {
  return (db as unknown as Kysely<BossTables>).withSchema(schema);
}

/** Whether pg-boss has made its tables. The first start of a shop makes them. */
export async function hasQueues(db: Database, schema = QUEUE_SCHEMA): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(format('%I.job', ${schema}::text)) is not null as there`.execute(db);
  return rows[0]!.there;
}

/** The names of the queues that the shop has made. Those of pg-boss itself begin with `__`. */
export async function listQueues(db: Database, schema?: string): Promise<string[]> {
  const rows = await bossTables(db, schema).selectFrom("queue").select("name")
    .orderBy("name").execute();
  return rows.map(({ name }) => name).filter((name) => !name.startsWith("__"));
}

/** Counts the jobs of a queue. */
export async function countJobs(
  db: Database,
  queue: string,
  schema?: string,
): Promise<JobCounts> {
  return await bossTables(db, schema).selectFrom("job")
    .select((job) => [
      job.fn.countAll<number>().filterWhere("state", "in", OPEN_STATES).as("waiting"),
      job.fn.countAll<number>().filterWhere("state", "=", "failed").as("failed"),
    ])
    .where("name", "=", queue).executeTakeFirstOrThrow();
}

/**
 * Deletes the jobs of a queue that are about a product, also those that are done or failed. A running job stays:
 * another process must be able to take it over. Returns how many are running.
 */
export async function forgetJobs(
  db: Database,
  queue: string,
  productId: string,
  schema?: string,
): Promise<number> {
  const jobs = bossTables(db, schema);
  await jobs.deleteFrom("job").where("name", "=", queue)
    .where(PRODUCT_ID, "=", productId).where("state", "<>", "active").execute();
  const { running } = await jobs.selectFrom("job")
    .select((job) => job.fn.countAll<number>().as("running"))
    .where("name", "=", queue).where(PRODUCT_ID, "=", productId).executeTakeFirstOrThrow();
  return running;
}

/** The product that a job is about. */
export const PRODUCT_ID = sql<string>`data ->> 'productId'`;

/** The states of jobs that an operator can start again. A job that waits for its next attempt is started at once. */
export const RETRIABLE = ["failed", "cancelled", "retry"] as const;
/** The states of jobs that an operator can give up. Nobody can stop one that runs. */
export const CANCELLABLE = ["created", "retry", "failed"] as const;

/** Jobs of the shop, the newest first. `after`: the id of the last job of the page before. */
export async function selectJobs(
  db: Database,
  selection: JobSelection,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  schema?: string,
): Promise<JobInfo[]> {
  const jobs = bossTables(db, schema);
  let page = jobs.selectFrom("job").select([
    ...["id", "name as queue", "state", "data", "output", "retry_count as retries"] as const,
    ...["created_on as createdAt", "start_after as dueAt"] as const,
    ...["started_on as startedAt", "completed_on as endedAt", PRODUCT_ID.as("productId")] as const,
  ]).where(isSelected(selection));
  if (after !== undefined) {
    const last = jobs.selectFrom("job").select("created_on").where("id", "=", after);
    page = page.where(sql<boolean>`(created_on, id) < (${last}, ${after}::uuid)`);
  }
  return await page.orderBy("created_on", "desc").orderBy("id", "desc").limit(limit).execute();
}

/** Counts the jobs that {@link selectJobs} finds, by state. */
export async function countSelected(
  db: Database,
  selection: JobSelection,
  schema?: string,
): Promise<Readonly<Partial<Record<JobState, number>>>> {
  const rows = await bossTables(db, schema).selectFrom("job")
    .select((job) => ["state", job.fn.countAll<number>().as("jobs")])
    .where(isSelected(selection)).groupBy("state").execute();
  return Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs]));
}

/** How many jobs a queue has in a state, and how old the oldest is: since it was due, began or ended. */
export async function selectDepths(
  db: Database,
  schema?: string,
): Promise<{ queue: string; state: JobState; jobs: number; oldestSeconds: number }[]> {
  return await bossTables(db, schema).selectFrom("job").select((job) => [
    "name as queue",
    "state",
    job.fn.countAll<number>().as("jobs"),
    sql<number>`greatest(0, extract(epoch from now() - min(
      coalesce(completed_on, started_on, start_after))))::float8`.as("oldestSeconds"),
  ]).where("state", "in", ["created", "retry", "active", "failed"])
    .where(isSelected({})).groupBy(["name", "state"]).execute();
}

/** The names of the queues. */
export async function selectQueues(db: Database, schema?: string): Promise<string[]> {
  const rows = await bossTables(db, schema).selectFrom("queue").select("name")
    .where(IS_OURS).orderBy("name").execute();
  return rows.map(({ name }) => name);
}

/** The queues that get a job by the clock, when, and since when. */
export async function selectScheduled(
  db: Database,
  schema?: string,
): Promise<{ queue: string; cron: string; since: Date }[]> {
  return await bossTables(db, schema).selectFrom("schedule")
    .select(["name as queue", "cron", "created_on as since"]).orderBy("name").execute();
}

/** Makes jobs due now, with all their attempts. Returns how many. */
export async function restartSelected(
  db: Database,
  selection: JobSelection,
  schema?: string,
): Promise<number> {
  const { numUpdatedRows } = await bossTables(db, schema).updateTable("job").set({
    state: "retry",
    retry_count: 0,
    start_after: sql<Date>`now()`,
    completed_on: null,
    keep_until: sql<Date>`now() + interval '1 year'`,
  }).where(isSelected(selection)).where("state", "in", RETRIABLE).executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Gives jobs up that wait or have failed. Returns how many. */
export async function cancelSelected(
  db: Database,
  selection: JobSelection,
  schema?: string,
): Promise<number> {
  const { numUpdatedRows } = await bossTables(db, schema).updateTable("job")
    .set({ state: "cancelled", completed_on: sql<Date>`now()` })
    .where(isSelected(selection)).where("state", "in", CANCELLABLE).executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** pg-boss has a queue of its own, for jobs by the clock. */
const IS_OURS = sql<boolean>`not starts_with(name, '__pgboss__')`;

function isSelected({ id, queue, exceptQueues = [], productId, states }: JobSelection) {
  return sql<boolean>`${IS_OURS} and name <> all(${exceptQueues})
    and (${id ?? null}::text is null or starts_with(id::text, ${id ?? null}))
    and (${queue ?? null}::text is null or name = ${queue ?? null})
    and (${productId ?? null}::text is null or ${PRODUCT_ID} = ${productId ?? null})
    and (${states ?? null}::text[] is null or state::text = any(${states ?? null}::text[]))`;
}

/** Puts off a job that waits for its next attempt, unless it waits for longer anyway. pg-boss has no call for this. */
export async function putOff(
  boss: PgBoss,
  { name, id }: { readonly name: string; readonly id: string },
  seconds: number,
  schema: string,
): Promise<void> {
  await boss.getDb().executeSql(
    `update "${schema}".job set start_after = greatest(start_after, now() + $3 * interval '1 second')
     where name = $1 and id = $2 and state = 'retry'`,
    [name, id, seconds],
  );
}

/** Gives a running job other data, and has it wait for its next run. pg-boss has no call for this. */
export async function continueJob(
  boss: PgBoss,
  { name, id }: { readonly name: string; readonly id: string },
  { goesOn, inSeconds }: GoesOn<object>,
  schema: string,
): Promise<void> {
  await boss.getDb().executeSql(
    `update "${schema}".job set state = 'retry', data = $3, output = null, retry_count = 0,
       start_after = now() + $4 * interval '1 second', keep_until = now() + interval '30 days'
     where name = $1 and id = $2 and state = 'active'`,
    [name, id, JSON.stringify(goesOn), inSeconds],
  );
}

/** What a look finds. */
export interface Seen {
  /** The queues that have a job which is due. Those that are paused are not among them. */
  readonly due: readonly string[];
  readonly paused: readonly string[];
}

/** Finds due jobs and pauses in one statement. It reads one entry of an index for each queue. */
export async function lookAtQueues(
  boss: PgBoss,
  queues: readonly string[],
  schema: string,
): Promise<Seen> {
  const { rows } = await boss.getDb().executeSql(
    `select queues.queue, is_paused, exists (select from "${schema}".job
       where name = queues.queue and state < 'active' and not blocked and start_after <= now()) as is_due
     from unnest($1::text[]) queues (queue) cross join lateral (
       select exists (
         select from queue_pauses where queue_pauses.queue in (queues.queue, '*')) as is_paused) pause`,
    [queues],
  );
  const seen = rows as readonly { queue: string; is_paused: boolean; is_due: boolean }[];
  return {
    due: seen.filter((each) => each.is_due && !each.is_paused).map(({ queue }) => queue),
    paused: seen.filter((each) => each.is_paused).map(({ queue }) => queue),
  };
}

/** The queues that have a job whose process died, or which takes too long. */
export async function findForsaken(
  boss: PgBoss,
  queues: readonly string[],
  schema: string,
): Promise<string[]> {
  return await findQueues(
    boss,
    queues,
    `select from "${schema}".job where name = queue and state = 'active'
       and (heartbeat_on + heartbeat_seconds * interval '1 second' < now()
         or started_on + expire_seconds * interval '1 second' < now())`,
  );
}

async function findQueues(
  boss: PgBoss,
  queues: readonly string[],
  which: string,
): Promise<string[]> {
  const { rows } = await boss.getDb().executeSql(
    `select queue from unnest($1::text[]) queue cross join lateral (${which} limit 1) one`,
    [queues],
  );
  return (rows as readonly { readonly queue: string }[]).map(({ queue }) => queue);
}
