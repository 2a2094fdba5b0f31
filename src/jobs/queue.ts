import { sql } from "kysely";
import { fromKysely, type Job, type JobWithMetadata, PgBoss } from "pg-boss";
import type { StoreImageJob } from "../delivery/mod.ts";
import { describeError, logger, named } from "../log.ts";
import type { Database, DatabaseTransaction } from "../postgres/mod.ts";
import { ERASE_PRODUCT, type EraseProductJob, type EraseProductOutcome } from "./erase_product.ts";
import { secondsToStayAway } from "./stay_away.ts";
import { type Attempt, STORE_IMAGE, type StoreImageOutcome } from "./store_image.ts";
import { forgetStoreImages } from "./store_image_rows.ts";

/** The queues, on PostgreSQL: replicas on many machines share the work. */
export interface JobQueue {
  /** Enqueues the storing of a picture in the transaction that makes it necessary. */
  enqueueStoreImage(tx: DatabaseTransaction, job: StoreImageJob): Promise<void>;
  /** Enqueues the erasing of a product in the transaction that deletes it, and forgets what was to be stored of it. */
  enqueueEraseProduct(tx: DatabaseTransaction, job: EraseProductJob): Promise<void>;
  /** How many pictures wait to be stored and products to be erased, and how many of them were given up. */
  counts(db: Database): Promise<Readonly<Record<"storeImage" | "eraseProduct", JobCounts>>>;
  /** Works on the queues until the queue is disposed of. */
  work(handlers: JobHandlers): Promise<void>;
}

/** The jobs of a queue. */
export interface JobCounts {
  /** To be done, or being done. */
  readonly waiting: number;
  /** Given up: nobody tries them again by itself. */
  readonly failed: number;
}

/** Who does the work. */
export interface JobHandlers {
  /** Stores a picture; throws to be called again later. */
  storeImage(job: StoreImageJob, attempt: Attempt): Promise<StoreImageOutcome>;
  /** Erases a product; throws to be called again later. The signal ends it: the process stops. */
  eraseProduct(job: EraseProductJob, signal: AbortSignal): Promise<EraseProductOutcome>;
  /** Called about once an hour, by one process. */
  keepHouse(): Promise<void>;
}

/** What {@link openJobQueue} needs. */
export interface JobQueueOptions {
  /** PostgreSQL's connection URL. */
  readonly databaseUrl: string;
  /** Seconds until the first retry; doubled each time up to five minutes. */
  readonly retryDelaySeconds?: number;
}

const KEEP_HOUSE = "keep-house";
/** Pictures at once in one process: while one is put to B2, the next is rendered. */
const CONCURRENCY = 2;
/** How long a job may take to end when the process stops; one that takes longer is given back to the queue. */
const LAST_JOBS_MS = 2000;
/** B2 may be away for days: a job is tried about 4000 times in a fortnight. */
const RETRY_LIMIT = 4000;

/** Opens the queues; makes pg-boss's own schema if it is not there. */
export async function openJobQueue(
  options: JobQueueOptions,
): Promise<JobQueue & AsyncDisposable> {
  const log = logger("jobs");
  const boss = new PgBoss({
    connectionString: options.databaseUrl,
    application_name: "vitrine-jobs",
    max: 4,
    // A job of a process that died is taken over when its heartbeat fails to come.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    queueCacheIntervalSeconds: 5,
  });
  const running: Running = { stopped: new AbortController(), jobs: new Set() };
  let stopping = false;
  boss.on(
    "error",
    reportSeldom((error) => {
      // pg-boss closes its connections while a worker is still about to look for a job.
      if (stopping && /connection is not opened/.test(describeError(error).message)) return;
      log.warn("The queue failed: {error}", { error: describeError(error) });
    }),
  );
  await boss.start();
  await createQueues(boss, options.retryDelaySeconds ?? 5);
  return {
    enqueueStoreImage: async (tx, job) => {
      await boss.send(STORE_IMAGE, job, { db: fromKysely(tx) });
    },
    enqueueEraseProduct: async (tx, job) => {
      await forgetStoreImages(tx, job.productId);
      await boss.send(ERASE_PRODUCT, job, { db: fromKysely(tx) });
    },
    counts: async (db) => ({
      storeImage: await countJobs(db, STORE_IMAGE),
      eraseProduct: await countJobs(db, ERASE_PRODUCT),
    }),
    work: (handlers) => work(boss, running, handlers),
    [Symbol.asyncDispose]: async () => {
      stopping = true;
      try {
        await boss.stop({ graceful: true, timeout: LAST_JOBS_MS });
      } finally {
        // What pg-boss has given back to the queue still runs here: no job may outlive what it stands on.
        running.stopped.abort();
        await Promise.allSettled(running.jobs);
      }
    },
  };
}

/** The jobs under way in this process. */
interface Running {
  /** Aborted when they must end. */
  readonly stopped: AbortController;
  readonly jobs: Set<Promise<void>>;
}

async function countJobs(db: Database, queue: string): Promise<JobCounts> {
  const { rows } = await sql<JobCounts>`
    select
      count(*) filter (where state in ('created', 'retry', 'active')) as waiting,
      count(*) filter (where state = 'failed') as failed
    from pgboss.job where name = ${queue}`.execute(db);
  return rows[0]!;
}

/** While PostgreSQL is away, every look at every queue fails: one line a minute says so. */
function reportSeldom(report: (error: unknown) => void): (error: unknown) => void {
  let quietUntil = 0;
  return (error) => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + 60_000;
    report(error);
  };
}

async function createQueues(boss: PgBoss, retryDelay: number): Promise<void> {
  const persistent = {
    retryLimit: RETRY_LIMIT,
    retryDelay,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: 300,
    heartbeatSeconds: 10,
    retentionSeconds: 30 * 86_400,
  };
  // pg-boss drops what was given up a week ago, or has waited for longer: an erasing is counted until it is done.
  // What is done stays too: a row of the product's id and its objects' keys, which the log has as well.
  const kept = { ...persistent, retentionSeconds: 365 * 86_400, deleteAfterSeconds: 0 };
  for (const [name, options] of [[STORE_IMAGE, persistent], [ERASE_PRODUCT, kept]] as const) {
    await boss.createQueue(name, options);
    await boss.updateQueue(name, options);
  }
  await boss.createQueue(KEEP_HOUSE, { retryLimit: 0, deleteAfterSeconds: 86_400 });
  await boss.schedule(KEEP_HOUSE, "17 * * * *");
}

async function work(boss: PgBoss, running: Running, handlers: JobHandlers): Promise<void> {
  const { signal } = running.stopped;
  const run = async (job: Job, attempt: () => Promise<void>) => {
    const done = patiently(boss, job, attempt);
    running.jobs.add(done);
    await done.finally(() => running.jobs.delete(done));
  };
  const options = {
    pollingIntervalSeconds: 0.5,
    // Without it, a worker rests half a second after each job: a backlog of 10,000 would take most of an hour.
    burstWhenReadyExceeds: 2 * CONCURRENCY,
    localConcurrency: CONCURRENCY,
    heartbeatRefreshSeconds: 3,
    includeMetadata: true,
  } as const;
  await boss.work(STORE_IMAGE, options, async ([job]: JobWithMetadata<StoreImageJob>[]) => {
    if (job === undefined) return;
    const attempt = { jobId: job.id, attempt: job.retryCount + 1, signal };
    await run(job, () => storeOne(handlers, job.data, attempt));
  });
  const seldom = { pollingIntervalSeconds: 1, heartbeatRefreshSeconds: 3 };
  await boss.work<EraseProductJob>(ERASE_PRODUCT, seldom, async ([job]) => {
    if (job === undefined) return;
    await run(job, () => eraseOne(handlers, job.data, { jobId: job.id, signal }));
  });
  await boss.work(KEEP_HOUSE, { pollingIntervalSeconds: 60 }, () => handlers.keepHouse());
}

/**
 * Does a job. One that fails comes again after the queue's delay, or later if it is to stay away for longer. pg-boss
 * knows no delay of a single failure, and takes a job that its handler has failed for settled.
 */
async function patiently(boss: PgBoss, job: Job, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    const seconds = secondsToStayAway(error);
    if (seconds === undefined) throw error;
    await boss.fail(job.name, job.id, describeError(error));
    await boss.getDb().executeSql(
      `update pgboss.job set start_after = greatest(start_after, now() + $3 * interval '1 second')
       where name = $1 and id = $2 and state = 'retry'`,
      [job.name, job.id, seconds],
    );
  }
}

/** Says that the process stops. */
interface StopSignal {
  readonly signal: AbortSignal;
}

async function storeOne(
  handlers: JobHandlers,
  job: StoreImageJob,
  given: Attempt & StopSignal,
): Promise<void> {
  const log = logger("jobs");
  const { signal, ...attempt } = given;
  const about = { ...attempt, ...job };
  try {
    const outcome = await handlers.storeImage(job, given);
    if ("refused" in outcome) {
      const refused = named("image_refused", { ...about, ...outcome });
      log.error("The picture of {productId} cannot be stored: {refused}", refused);
    } else {
      log.info(
        "The picture of {productId} is stored",
        named("image_stored", { ...about, ...outcome }),
      );
    }
  } catch (error) {
    const failed = { ...about, error: describeError(error) };
    if (signal.aborted) log.info("The picture of {productId} is left to another process", failed);
    else log.warn("The picture of {productId} waits: {error}", named("image_waits", failed));
    throw error;
  }
}

async function eraseOne(
  handlers: JobHandlers,
  job: EraseProductJob,
  { jobId, signal }: { readonly jobId: string } & StopSignal,
): Promise<void> {
  const log = logger("jobs");
  const about = { jobId, ...job };
  try {
    const outcome = await handlers.eraseProduct(job, signal);
    if ("needless" in outcome) log.warn("{productId} is not deleted: nothing is erased", about);
    else log.info("{productId} is erased", named("product_erased", { ...about, ...outcome }));
  } catch (error) {
    const failed = { ...about, error: describeError(error) };
    if (signal.aborted) log.info("The erasing of {productId} is left to another process", failed);
    else log.warn("The erasing of {productId} waits: {error}", named("erasing_waits", failed));
    throw error;
  }
}
