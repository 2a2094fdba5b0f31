import assert from "node:assert/strict";
import { sql } from "kysely";
import { openJobQueue } from "../../src/jobs/mod.ts";
import { storeImage } from "../../src/pictures/mod.ts";
import { execute, loadImages } from "../../src/event_log/mod.ts";
import { getProduct } from "../../src/shop/mod.ts";
import { openJobWork } from "../../devkit/testing/jobs.ts";

const job = { botId: 1, productId: "TBF-1", generation: 0, fileId: "original" };
const metadata = { actor: "test" };

Deno.test("storeImage() puts cover and thumb, then says so; the columns follow", async () => {
  await using work = await openJobWork();
  const outcome = await storeImage(work.deps, job, { jobId: "1", attempt: 1 });
  assert.ok("stored" in outcome);
  const product = await getProduct(work.db, "TBF-1");
  assert.equal(product?.images.cover.url, `https://cdn.example/${outcome.stored.cover}`);
  assert.equal(product?.images.thumb.url, `https://cdn.example/${outcome.stored.thumb}`);
  const { images: { cover, thumb } } = await loadImages(work.db, "TBF-1");
  assert.deepEqual([cover.stored?.widthPx, thumb.stored?.widthPx], [1280, 320]);
  for (const image of [cover, thumb]) {
    const bytes = await work.deps.store.get(image.stored!.key);
    assert.equal(bytes?.length, image.stored?.sizeBytes);
    assert.deepEqual(await work.deps.cache.get(image.stored!.key), bytes);
  }
});

Deno.test("storeImage() of a job that is done already does nothing", async () => {
  await using work = await openJobWork();
  await storeImage(work.deps, job, { jobId: "1", attempt: 1 });
  assert.deepEqual(await storeImage(work.deps, job, { jobId: "1", attempt: 1 }), {
    needless: "already_stored",
  });
  assert.equal(work.fetched.length, 1);
  assert.equal((await loadImages(work.db, "TBF-1")).version, 2);
});

Deno.test("storeImage() of a picture that is replaced while it is rendered stores nothing in its place", async () => {
  await using work = await openJobWork();
  const { fetchOriginal } = work.deps;
  const replacing: typeof work.deps = {
    ...work.deps,
    fetchOriginal: async (fileId) => {
      const replacement = { type: "ReplaceImages", reason: "replaced", photo: undefined } as const;
      await execute(work.db, "TBF-1", replacement, metadata);
      return await fetchOriginal(fileId);
    },
  };
  assert.deepEqual(await storeImage(replacing, job, { jobId: "1", attempt: 1 }), {
    needless: "superseded",
  });
  const product = await getProduct(work.db, "TBF-1");
  assert.deepEqual(product?.images.cover, { url: null, fileId: null });
  assert.deepEqual(await storeImage(work.deps, job, { jobId: "2", attempt: 1 }), {
    needless: "superseded",
  });
});

Deno.test("storeImage() refuses what is no picture, and knows no product that is not there", async () => {
  await using work = await openJobWork(new TextEncoder().encode("not a picture at all"));
  assert.deepEqual(await storeImage(work.deps, job, { jobId: "1", attempt: 1 }), {
    refused: "unsupported_type",
  });
  const unknown = { ...job, productId: "TBF-9" };
  assert.deepEqual(await storeImage(work.deps, unknown, { jobId: "1", attempt: 1 }), {
    needless: "unknown_product",
  });
});

Deno.test("storeImage() leaves a picture that was sent to another bot to that bot", async () => {
  await using work = await openJobWork();
  const foreign = storeImage(work.deps, { ...job, botId: 2 }, { jobId: "1", attempt: 1 });
  await assert.rejects(foreign, /was sent to the bot 2/);
  assert.deepEqual(work.fetched, []);
});

Deno.test("enqueueStoreImage() is part of its transaction: rolled back, no job is left", async () => {
  await using work = await openJobWork();
  await using queue = await openJobQueue({ databaseUrl: work.url });
  const rollback = new Error("rolled back");
  const attempt = work.db.transaction().execute(async (tx) => {
    await queue.enqueueStoreImage(tx, job);
    throw rollback;
  });
  await assert.rejects(attempt, rollback);
  assert.equal(await waitingJobs(work.db), 0);
  await work.db.transaction().execute((tx) => queue.enqueueStoreImage(tx, job));
  assert.equal(await waitingJobs(work.db), 1);
});

async function waitingJobs(db: Parameters<typeof getProduct>[0]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from pgboss.job where name = 'store-image'`.execute(db);
  return rows[0]!.count;
}

Deno.test("a job that fails is tried again until it is done", async () => {
  await using work = await openJobWork();
  await using queue = await openJobQueue({ databaseUrl: work.url, retryDelaySeconds: 1 });
  const done = Promise.withResolvers<number>();
  let attempts = 0;
  await queue.work({
    keepHouse: () => Promise.resolve(),
    eraseProduct: () => Promise.reject(new Error("Nothing is to be erased")),
    storeImage: async (data, jobId) => {
      if (++attempts < 3) throw new Error("B2 is away");
      const outcome = await storeImage(work.deps, data, jobId);
      done.resolve(attempts);
      return outcome;
    },
  });
  await work.db.transaction().execute((tx) => queue.enqueueStoreImage(tx, job));
  assert.equal(await done.promise, 3);
  assert.ok((await loadImages(work.db, "TBF-1")).images.cover.stored);
});
