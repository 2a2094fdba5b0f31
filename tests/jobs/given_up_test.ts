import assert from "node:assert/strict";
import { sql } from "kysely";
import { PgBoss } from "pg-boss";
import { enqueueErasing, ERASE_PRODUCT, retryJobs, STORE_IMAGE } from "../../src/jobs/mod.ts";
import type { JobQueue } from "../../src/jobs/queue.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { changeJobs, dueMaintenance } from "../../devkit/testing/job_rows.ts";
import { ONE_PRODUCT, openTestQueue, PICTURE } from "../../devkit/testing/jobs.ts";
import { openUnit, type Unit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

type Work = Unit<typeof ONE_PRODUCT>;

/** What `deno task jobs retry --failed --yes` does. */
async function startAgain(db: Database): Promise<void> {
  await retryJobs(db, { states: ["failed"] });
}

/** The maintenance that pg-boss does about once a day. */
async function dropOldJobs({ db, url }: Work): Promise<void> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  await boss.start();
  await dueMaintenance(db);
  await boss.supervise();
  await boss.stop();
}

async function enqueueBoth({ db, deps: { bucketUrls } }: Work, queue: JobQueue): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await enqueueErasing({ queue, bucketUrls }, tx, { productId: "TBF-2", addresses: [] });
    await queue.enqueue(tx, STORE_IMAGE, PICTURE);
  });
}

/** Waiting and failed jobs of both queues, in order. */
async function count({ db }: Work, queue: JobQueue): Promise<string> {
  const [storing, erasing] = await Promise.all([
    queue.counts(db, STORE_IMAGE),
    queue.counts(db, ERASE_PRODUCT),
  ]);
  return [storing.waiting, storing.failed, erasing.waiting, erasing.failed].join();
}

Deno.test("failed jobs are counted, erasings never fail, and retryJobs() starts failed jobs again", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  let mended = false;
  const attempt = () => mended ? Promise.resolve() : Promise.reject(new Error("Wrong credentials"));
  await using queue = await openTestQueue(work, { storeImage: attempt, eraseProduct: attempt });
  const { db } = work;
  await enqueueBoth(work, queue);
  // Sets the state after two weeks of attempts, so that the next one is the last.
  await changeJobs(db, {}, { started_on: sql`now()`, retry_count: 3999 });
  await queue.work();
  await until("both are given up", async () => await count(work, queue) === "0,1,0,1");
  mended = true;
  await startAgain(db);
  await until("both are done", async () => await count(work, queue) === "0,0,0,0");

  await changeJobs(db, {}, {
    state: "failed",
    completed_on: sql`now() - interval '40 days'`,
    keep_until: sql`now() - interval '10 days'`,
  });
  await dropOldJobs(work);
  assert.equal(await count(work, queue), "0,0,0,1");
  await startAgain(db);
  await dropOldJobs(work);
  await until("the old one is done too", async () => await count(work, queue) === "0,0,0,0");
});

Deno.test("an erasing that waits for more than a month is kept; a job that stores a picture is dropped", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  await using queue = await openTestQueue(work);
  await enqueueBoth(work, queue);
  await changeJobs(work.db, {}, { keep_until: sql`keep_until - interval '31 days'` });
  await dropOldJobs(work);
  assert.equal(await count(work, queue), "0,0,1,0");
});
