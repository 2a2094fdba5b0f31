/**
 * All SQL on the tables of pg-boss 12.30.0 that is not pg-boss's own.
 * @module
 */
import { type Generated, type Kysely, sql } from "kysely";
import type { PgBoss } from "pg-boss";
import type { Database } from "../postgres/mod.ts";
import type { JobCounts } from "./job.ts";

/** The states of a job that is to be done or being done. */
export const OPEN_STATES = ["created", "retry", "active"] as const;

/** The states of a job that matter here; pg-boss has more. */
export type JobState = (typeof OPEN_STATES)[number] | "completed" | "failed";

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
};

/** The tables of pg-boss, for typed statements. */
export function bossTables(db: Database, schema = QUEUE_SCHEMA): Kysely<BossTables> {
  return (db as unknown as Kysely<BossTables>).withSchema(schema);
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

/** The queues that have a job which is due. Reads one entry of an index for each. */
export async function findDue(
  boss: PgBoss,
  queues: readonly string[],
  schema: string,
): Promise<string[]> {
  return await findQueues(
    boss,
    queues,
    `select from "${schema}".job where name = queue and state < 'active' and not blocked
       and start_after <= now()`,
  );
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
