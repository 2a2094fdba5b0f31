import { fromKysely, type JobResult, type JobWithMetadata, PgBoss } from "pg-boss";
import * as v from "valibot";
import { DEADLINES } from "../deadlines.ts";
import { describeError, logger, named } from "../log.ts";
import {
  type Database,
  type DatabaseTransaction,
  openPool,
  type WatchedPool,
} from "../postgres/mod.ts";
import { allEnded, seldom } from "../std/mod.ts";
import { tracedRoot } from "../traces.ts";
import { inspectQueue, QueueTaken } from "./boss_owner.ts";
import { continueJob, countJobs, lookAtQueues, putOff, QUEUE_SCHEMA } from "./boss_tables.ts";
import type { Job, JobCounts, JobKind } from "./job.ts";
import { type Look, openLook, wake } from "./look.ts";
import { createObedience } from "./obey.ts";
import { secondsToStayAway } from "./stay_away.ts";

/** The queues, on PostgreSQL: replicas on many machines share the work. */
export interface JobQueue {
  /** The schema of pg-boss's tables. */
  readonly schema: string;
  /**
   * Enqueues a job in the transaction that makes it necessary. It is done at once, or after `inSeconds`.
   *
   * @throws {TypeError} for data that does not fit the schema.
   */
  enqueue<T extends object>(
    tx: DatabaseTransaction,
    kind: JobKind<T>,
    data: T,
    inSeconds?: number,
  ): Promise<void>;
  /** Counts the jobs of one kind. */
  counts(db: Database, kind: Pick<JobKind<object>, "name">): Promise<JobCounts>;
  /** Works on all queues until disposed of. */
  work(): Promise<void>;
  /** For how long the slowest worker has neither looked for a job nor run one in time, in milliseconds; 0 if none works. */
  idleMs(): number;
}

/** What {@link openJobQueue} needs. */
export interface JobQueueOptions {
  /** PostgreSQL's connection URL. */
  readonly databaseUrl: string;
  readonly jobs: readonly Job<object>[];
  /** The schema of pg-boss's tables; `pgboss` if absent. */
  readonly schema?: string | undefined;
}

const SAY_EVERY_MS = 60_000;
/** pg-boss takes no job into the queue while another one waits or runs. */
const ONE = { policy: "exclusive" } as const;
/** A look wakes the workers. This is in case that a look misses something. */
const REST_SECONDS = 60;
/** For work of pg-boss that the shop does not use: jobs that wait for other jobs. */
const NEVER_SECONDS = 86_400;

/**
 * Opens the queues; makes pg-boss's own schema if it is not there.
 *
 * @throws {QueueTaken} when the schema is another program's, or the role has no right to it.
 */
export async function openJobQueue(
  { databaseUrl, jobs, schema = QUEUE_SCHEMA }: JobQueueOptions,
): Promise<JobQueue & AsyncDisposable> {
  const log = logger("jobs");
  const running: Running = { stopped: new AbortController(), jobs: new Set(), schema };
  // Not pg-boss's own pool: its connections could stay silent.
  const pool = openPool({
    url: databaseUrl,
    name: "vitrine-jobs",
    maxConnections: 4,
    limits: { longestMs: DEADLINES.statement.ms },
  });
  const boss = await createBoss(pool, schema);
  let stopping = false;
  let look: Look | undefined;
  // While PostgreSQL is away, every look fails.
  const onError = seldom(SAY_EVERY_MS, (error: unknown) => {
    // The pool is closed while a worker is still about to look for a job.
    if (stopping && /the pool is closed/.test(describeError(error).message)) return;
    log.warn("The queue failed: {error}", { error: describeError(error) });
  });
  boss.on("error", onError);
  try {
    await boss.start();
    await prepareQueues(boss, jobs);
  } catch (error) {
    stopping = true;
    // What was started holds connections and timers.
    await boss.stop({ graceful: false }).catch(() => {});
    await pool.end();
    throw error;
  }
  return {
    schema,
    idleMs: () => Math.max(0, look?.idleMs() ?? 0, ...idleMsOf(boss, jobs)),
    enqueue: async (tx, kind, data, inSeconds = 0) => {
      const options = { db: fromKysely(tx), startAfter: inSeconds };
      await boss.send(kind.name, parse(kind, data), options);
    },
    counts: (db, { name }) => countJobs(db, name, schema),
    work: async () => {
      look = await startWork({ boss, schema, jobs, running, onError, isStopping: () => stopping });
    },
    [Symbol.asyncDispose]: async () => {
      stopping = true;
      const lookEnded = look?.[Symbol.asyncDispose]();
      try {
        await boss.stop({ graceful: true, timeout: DEADLINES.lastJobs.ms });
      } finally {
        // pg-boss has given these jobs back to their queues, but they still run here. No job may outlive its parts.
        const closed = pool.end();
        running.stopped.abort();
        await Promise.allSettled(running.jobs);
        await lookEnded;
        await closed;
      }
    },
  };
}

async function createBoss(pool: WatchedPool, schema: string): Promise<PgBoss> {
  const executeSql = async (text: string, values?: unknown[]) =>
    await pool.query(text, values) as { rows: [] };
  const { exists, obstacle } = await inspectQueue(executeSql, schema).catch(async (error) => {
    await pool.end();
    throw error;
  });
  if (obstacle !== undefined) {
    await pool.end();
    throw new QueueTaken(obstacle);
  }
  return new PgBoss({
    schema,
    createSchema: !exists,
    db: { executeSql },
    // The look has it supervise a queue at once when that has a job of a process that died.
    monitorIntervalSeconds: 1,
    // Its findings are warnings, which nobody reads.
    monitorVacuum: false,
    flowIntervalSeconds: NEVER_SECONDS,
    // The longest that it takes. No job by the clock has to come to the minute.
    cronWorkerIntervalSeconds: 45,
  });
}

/** Of each worker. It looks for jobs, rests, and runs a job no longer than that may take. */
function idleMsOf(boss: PgBoss, jobs: readonly Job<object>[]): number[] {
  const limits = new Map(jobs.map(({ name, policy }) => [name, policy.queue.expireInSeconds]));
  return boss.getWipData().map(({ name, count, createdOn, lastFetchedOn, lastJobStartedOn }) => {
    const limitMs = (limits.get(name) ?? DEADLINES.job.ms / 1000) * 1000;
    if (count > 0) return Date.now() - (lastJobStartedOn ?? createdOn) - limitMs;
    return Date.now() - (lastFetchedOn ?? createdOn) - REST_SECONDS * 1000;
  });
}

/** The jobs that this process is running. */
interface Running {
  /** Aborted when they must end. */
  readonly stopped: AbortController;
  readonly jobs: Set<Promise<JobResult>>;
  readonly schema: string;
}

/** Makes the queues that are not there. One that an older release made gets its policy. What is as it should be stays. */
async function prepareQueues(boss: PgBoss, jobs: readonly Job<object>[]): Promise<void> {
  const queues = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  const crons = new Map((await boss.getSchedules()).map(({ name, cron }) => [name, cron]));
  await allEnded(jobs.map(async ({ name, policy }) => {
    const queue = queues.get(name);
    if (queue === undefined) {
      await boss.createQueue(name, { ...policy.queue, ...(policy.isOne && ONE) });
    } else if (!hasPolicy(queue, policy.queue)) {
      await boss.updateQueue(name, policy.queue);
    }
    if (policy.cron === crons.get(name)) return;
    if (policy.cron === undefined) await boss.unschedule(name);
    else await boss.schedule(name, policy.cron);
  }));
}

function hasPolicy(queue: object, policy: object): boolean {
  const held = new Map(Object.entries(queue));
  return Object.entries(policy).every(([name, value]) => held.get(name) === value);
}

/** Starts the workers of all queues that are not paused, and obeys the pauses from then on. */
async function startWork(
  { boss, schema, jobs, running, onError, isStopping }: {
    readonly boss: PgBoss;
    readonly schema: string;
    readonly jobs: readonly Job<object>[];
    readonly running: Running;
    readonly onError: (error: unknown) => void;
    readonly isStopping: () => boolean;
  },
): Promise<Look> {
  const queues = jobs.map(({ name }) => name);
  const follow = createObedience(boss, jobs, (job) => workOn(boss, job, running));
  const obey = async (paused: readonly string[]) => {
    if (!isStopping()) await follow(paused);
  };
  await obey((await lookAtQueues(boss, queues, schema)).paused);
  return openLook({ boss, schema, queues, obey, onError });
}

async function workOn(boss: PgBoss, job: Job<object>, running: Running): Promise<void> {
  const run = async (taken: JobWithMetadata<unknown>) => {
    const done = runOne(boss, job, taken, running);
    running.jobs.add(done);
    return await done.finally(() => running.jobs.delete(done));
  };
  const options = {
    ...job.policy.work,
    pollingIntervalSeconds: REST_SECONDS,
    includeMetadata: true,
    perJobResults: true,
  } as const;
  await boss.work(job.name, options, async (taken: JobWithMetadata<unknown>[]) => {
    const results: JobResult[] = [];
    for (const each of taken) results.push(await run(each));
    // Otherwise a backlog would wait for a look after each job.
    wake(boss, job.name);
    return results;
  });
}

/**
 * Runs one job. If it fails, pg-boss repeats it after the queue's delay. If its data cannot be read, it is given up at
 * once: it stays in the table as failed, until an operator starts it again with a release that can read it.
 */
async function runOne(
  boss: PgBoss,
  job: Job<object>,
  taken: JobWithMetadata<unknown>,
  { stopped: { signal }, schema }: Running,
): Promise<JobResult> {
  const { id } = taken;
  const number = taken.retryCount + 1;
  const about = { job: job.name, jobId: id, attempt: number };
  const log = logger("jobs");
  const read = v.safeParse(job.schema, taken.data);
  if (!read.success) {
    const error = describeError(new TypeError(problemOf(job, read.issues)));
    log.error("A job is given up: {error}", named("job_unreadable", { ...about, error }));
    return { id, status: "deadletter", output: error };
  }
  try {
    const traced = { "job.id": id, "job.attempt": number };
    const run = () => job.run(read.output, { jobId: id, number, signal });
    const rest = await tracedRoot(`job ${job.name}`, traced, run);
    // pg-boss settles only active jobs, and one that goes on is none any more.
    if (rest !== undefined) await continueJob(boss, taken, rest, schema);
    return { id, status: "completed" };
  } catch (failure) {
    const failed = { ...about, ...read.output, error: describeError(failure) };
    const { event, message } = job.waits;
    if (signal.aborted) log.info("A job is left to another process", named("job_left", failed));
    else log.warn(message, named(event, failed));
    return await fail(boss, taken, failure, schema);
  }
}

/**
 * Fails an attempt. If B2 asked to be left alone, the next attempt is put off: pg-boss knows no delay of one failure.
 */
async function fail(
  boss: PgBoss,
  { id, name }: JobWithMetadata<unknown>,
  failure: unknown,
  schema: string,
): Promise<JobResult> {
  const output = describeError(failure);
  const seconds = secondsToStayAway(failure);
  if (seconds === undefined) return { id, status: "failed", output };
  await boss.fail(name, id, output);
  await putOff(boss, { name, id }, seconds, schema);
  // pg-boss settles only active jobs, and this one has failed already.
  return { id, status: "completed" };
}

function parse<T extends object>(kind: JobKind<T>, data: T): T {
  const read = v.safeParse(kind.schema, data);
  if (read.success) return read.output;
  throw new TypeError(problemOf(kind, read.issues));
}

function problemOf(
  { name }: Pick<JobKind<object>, "name">,
  [issue]: readonly [v.BaseIssue<unknown>, ...unknown[]],
): string {
  return `Cannot read the data of a job ${name}: ${
    v.getDotPath(issue) ?? "data"
  }: ${issue.message}`;
}
