import assert from "node:assert/strict";
import { sql } from "kysely";
import { PgBoss } from "pg-boss";
import { openJobQueue } from "../../src/jobs/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { statements } from "../../devkit/testing/transcript.ts";
import { until } from "../../devkit/testing/until.ts";
import { openJobWork } from "../../devkit/testing/jobs.ts";

const job = { botId: 1, productId: "TBF-1", generation: 0, fileId: "original" };

/** As docs/operations.md gives it to operators. */
async function startAgain(db: Database): Promise<void> {
  const [text] = await statements("A seller asks for deletion");
  assert.match(text!, /'erase-product'/);
  for (const queue of ["erase-product", "store-image"]) {
    await sql.raw(text!.replaceAll("erase-product", queue)).execute(db);
  }
}

/** What pg-boss does about once a day. */
async function dropOldJobs({ db, url }: { db: Database; url: string }): Promise<void> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  await boss.start();
  await sql`update pgboss.queue set maintain_on = null`.execute(db);
  await boss.supervise();
  await boss.stop();
}

Deno.test("jobs that were given up are counted, erasings for good, and start again as docs/operations.md says", async () => {
  await using work = await openJobWork();
  await using queue = await openJobQueue({ databaseUrl: work.url });
  const { db } = work;
  await db.transaction().execute(async (tx) => {
    await queue.enqueueEraseProduct(tx, { productId: "TBF-2" });
    await queue.enqueueStoreImage(tx, job);
  });
  // As after a fortnight of tries, so that the next is the last one.
  await sql`update pgboss.job set started_on = now(), retry_count = 3999`.execute(db);
  let mended = false;
  const attempt = async <T>(outcome: T): Promise<T> => {
    if (!mended) throw new Error("Wrong credentials");
    return await Promise.resolve(outcome);
  };
  await queue.work({
    keepHouse: () => Promise.resolve(),
    storeImage: () => attempt({ needless: "already_stored" }),
    eraseProduct: () => attempt({ versions: 1 }),
  });
  const count = async () => {
    const { storeImage, eraseProduct } = await queue.counts(db);
    return [storeImage.waiting, storeImage.failed, eraseProduct.waiting, eraseProduct.failed]
      .join();
  };
  await until("both are given up", async () => await count() === "0,1,0,1");
  mended = true;
  await startAgain(db);
  await until("both are done", async () => await count() === "0,0,0,0");

  const age =
    sql`completed_on = now() - interval '40 days', keep_until = now() - interval '10 days'`;
  await sql`update pgboss.job set state = 'failed', ${age}`.execute(db);
  await dropOldJobs(work);
  assert.equal(await count(), "0,0,0,1");
  await startAgain(db);
  await dropOldJobs(work);
  await until("the old one is done too", async () => await count() === "0,0,0,0");
});

Deno.test("an erasing that waits for longer than a month is not dropped; a picture's storing is", async () => {
  await using work = await openJobWork();
  await using queue = await openJobQueue({ databaseUrl: work.url });
  await work.db.transaction().execute(async (tx) => {
    await queue.enqueueEraseProduct(tx, { productId: "TBF-2" });
    await queue.enqueueStoreImage(tx, job);
  });
  await sql`update pgboss.job set keep_until = keep_until - interval '31 days'`.execute(work.db);
  await dropOldJobs(work);
  assert.deepEqual(await queue.counts(work.db), {
    storeImage: { waiting: 0, failed: 0 },
    eraseProduct: { waiting: 1, failed: 0 },
  });
});
