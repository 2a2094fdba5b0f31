import assert from "node:assert/strict";
import { sql } from "kysely";
import { loadImages } from "../../src/event_log/mod.ts";
import {
  createErasingJobs,
  enqueueErasing,
  ERASE_AGAIN,
  ERASE_PRODUCT,
  openJobQueue,
  STORE_IMAGE,
} from "../../src/jobs/mod.ts";
import { storeImage } from "../../src/pictures/mod.ts";
import { PictureOnItsWay } from "../../src/pictures/erase.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { deleteProduct, type PictureWork } from "../../src/shop/mod.ts";
import { openObjectStore } from "../../src/storage/mod.ts";
import { changeJobs, hastenJobs, listJobs } from "../../devkit/testing/job_rows.ts";
import { ONE_PRODUCT, openTestQueue, PICTURE } from "../../devkit/testing/jobs.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { until } from "../../devkit/testing/until.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const SELLER = 42;
const PRODUCT = { productId: "TBF-1", addresses: ["https://cdn.example/pictures/old/1.jpg"] };

async function jobsOf(db: Database, productId = "TBF-1"): Promise<string[]> {
  const rows = await listJobs(db, { productIds: [productId] });
  return rows.map(({ queue, state, data }) => `${queue} ${state} ${JSON.stringify(data)}`);
}

Deno.test("enqueueErasing() lists the objects of the product's URLs, and removes the jobs with its seller's file ids", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  await using queue = await openTestQueue(work);
  const { db, deps: { bucketUrls } } = work;
  for (const productId of ["TBF-1", "TBF-1", "TBF-2"]) {
    await db.transaction().execute((tx) =>
      queue.enqueue(tx, STORE_IMAGE, { ...PICTURE, productId })
    );
  }
  await changeJobs(db, { productIds: ["TBF-1"] }, { state: "failed" });
  await db.transaction().execute((tx) => queue.enqueue(tx, STORE_IMAGE, PICTURE));
  const rollback = new Error("rolled back");
  const attempt = db.transaction().execute(async (tx) => {
    await enqueueErasing({ queue, bucketUrls }, tx, PRODUCT);
    throw rollback;
  });
  await assert.rejects(attempt, rollback);
  assert.equal((await jobsOf(db)).length, 3);
  await db.transaction().execute((tx) => enqueueErasing({ queue, bucketUrls }, tx, PRODUCT));
  assert.deepEqual(await jobsOf(db), [
    'erase-again created {"keys":["old/1.jpg"],"productId":"TBF-1"}',
    'erase-product created {"keys":["old/1.jpg"],"productId":"TBF-1"}',
  ]);
  assert.deepEqual(await queue.counts(db, STORE_IMAGE), { waiting: 1, failed: 0 });
  assert.deepEqual(await queue.counts(db, ERASE_PRODUCT), { waiting: 1, failed: 0 });
});

Deno.test("an erasing ends only when no job stores a picture of the product", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const { db, deps } = work;
  await sql`update products set seller_id = ${SELLER}`.execute(db);
  const [begun, released, erased] = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const attempts: string[] = [];
  const fetchOriginal = async (id: string) => {
    begun!.resolve();
    await released!.promise;
    return await deps.fetchOriginal(id);
  };
  const run = createErasingJobs(deps)[0]!.run;
  await using queue = await openTestQueue(work, {
    storeImage: (job, { number }) =>
      storeImage({ ...deps, fetchOriginal }, job, { number, metadata: { actor: "test" } }),
    eraseProduct: async (job, attempt) => {
      const failed = await run(job, attempt).then(() => undefined, (error: Error) => error);
      attempts.push(failed?.name ?? "done");
      released!.resolve();
      if (failed !== undefined) throw failed;
      erased!.resolve();
    },
  }, 1);
  await queue.work();
  await db.transaction().execute((tx) => queue.enqueue(tx, STORE_IMAGE, PICTURE));
  await begun!.promise;
  const erasing = { queue, bucketUrls: deps.bucketUrls };
  const enqueueEraseProduct: PictureWork["enqueueEraseProduct"] = (tx, product) =>
    enqueueErasing(erasing, tx, product);
  const deletion = { productId: "TBF-1", sellerId: SELLER, cause: "update:1" };
  await db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
  await erased!.promise;
  assert.deepEqual([attempts[0], attempts.at(-1)], [PictureOnItsWay.name, "done"]);
  assert.ok((await loadImages(db, "TBF-1")).deleted);
  assert.deepEqual(await Array.fromAsync(work.store.list(""), ({ key }) => key), []);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(work.cacheDir)), []);
  assert.ok((await jobsOf(db)).every((line) => line.startsWith("erase-")));
});

Deno.test("a picture that a killed process has sent lands after the erasing: the second look erases it", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const { db, deps, b2, store } = work;
  await sql`update products set seller_id = ${SELLER}`.execute(db);
  const late = testObject(1, 500, "TBF-1");
  const lands = Promise.withResolvers<void>();
  b2.fail({ method: "PUT", times: 1, effect: { landsAfter: lands.promise } });
  {
    await using killed = openObjectStore(work.b2Settings);
    killed.put(late.key, late.bytes, late).catch(() => {});
    await until("the PUT under way", () => Promise.resolve(b2.strikes === 1));
  }
  const jobs = createErasingJobs(deps);
  await using queue = await openJobQueue({ databaseUrl: work.url, jobs });
  const { bucketUrls } = deps;
  const enqueueEraseProduct: PictureWork["enqueueEraseProduct"] = (tx, product) =>
    enqueueErasing({ queue, bucketUrls }, tx, product);
  const deletion = { productId: "TBF-1", sellerId: SELLER, cause: "update:1" };
  await db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
  await queue.work();
  const states = async () => (await jobsOf(db)).map((line) => line.split(" {")[0]);
  await until("the erasing", async () => (await states()).includes("erase-product completed"));
  const [again] = await listJobs(db, { queue: ERASE_AGAIN.name });
  assert.ok(again!.waitsSeconds > 15 * 60, "no signature is good for so long");
  lands.resolve();
  await until("the late picture", async () => (await store.versions(late.key)).length === 1);
  assert.deepEqual(await queue.counts(db, ERASE_PRODUCT), { waiting: 0, failed: 0 });
  await hastenJobs(db);
  await until("the second look", async () => (await states()).includes("erase-again completed"));
  assert.deepEqual(await store.versions(late.key), []);
});
