import assert from "node:assert/strict";
import { sql } from "kysely";
import { type ImageType, parseObjectKey, type StoredImage } from "../../src/domain/mod.ts";
import { eraseProduct, openJobQueue } from "../../src/jobs/mod.ts";
import { reconcile, storeImage } from "../../src/pictures/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { deleteProduct } from "../../src/shop/mod.ts";
import { execute, loadImages } from "../../src/event_log/mod.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { openJobWork } from "../../devkit/testing/jobs.ts";

type Work = Awaited<ReturnType<typeof openJobWork>>;

const SELLER = 42;
const job = { botId: 1, productId: "TBF-1", generation: 0, fileId: "original" };
const metadata = { actor: "test" };

async function openDeletion() {
  const work = await openJobWork();
  await sql`update products set seller_id = ${SELLER}, title = 'Lamp'`.execute(work.db);
  await using queue = await openJobQueue({ databaseUrl: work.url });
  await queue.counts(work.db);
  return work;
}

const deletion = { productId: "TBF-1", sellerId: SELLER, cause: "update:1" };

async function remove(db: Database): Promise<void> {
  const enqueueEraseProduct = () => Promise.resolve();
  await db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
}

/** Every version of every object that was ever put, and what is listed beside. */
async function remains({ b2 }: Work): Promise<string[]> {
  const { store, front } = b2;
  const keys = new Set(front.log.filter(({ method }) => method === "PUT").map(({ key }) => key));
  for await (const { key } of store.list("")) keys.add(key);
  const versions = await Promise.all([...keys].map((key) => store.versions(key)));
  const listed = await Array.fromAsync(store.list(""), ({ key }) => key);
  return [...listed, ...versions.flat().map(({ versionId }) => versionId)];
}

async function cachedFiles({ dir }: Work): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(dir), ({ name }) => name);
}

Deno.test("eraseProduct() removes every version of every object, named or not, and the files on disk", async () => {
  await using work = await openDeletion();
  await storeImage(work.deps, job, { jobId: "1", attempt: 1 });
  const { images: { cover } } = await loadImages(work.db, "TBF-1");
  const { key, sha256 } = cover.stored!;
  const bytes = await work.b2.store.get(key);
  for (let n = 0; n < 3; n++) await work.b2.store.put(key, bytes!, { sha256 });
  const unnamed = testObject(1, 500, "TBF-1");
  await work.b2.store.put(unnamed.key, unnamed.bytes, unnamed);
  const replacement = { type: "ReplaceImages", reason: "replaced", photo: undefined } as const;
  await execute(work.db, "TBF-1", replacement, metadata);
  assert.equal((await cachedFiles(work)).length, 2);
  await remove(work.db);
  assert.deepEqual(await eraseProduct(work.deps, { productId: "TBF-1" }), { versions: 6 });
  assert.deepEqual(await remains(work), []);
  assert.deepEqual(await cachedFiles(work), []);
  assert.deepEqual(await eraseProduct(work.deps, { productId: "TBF-1" }), { versions: 0 }, "again");
  const found = await reconcile({ db: work.db, store: work.b2.store });
  assert.deepEqual([found.objects, found.missing, found.orphaned, found.superseded], [0, 0, 0, 0]);
});

Deno.test("eraseProduct() removes what lies in a store without versions", async () => {
  await using work = await openDeletion();
  work.b2.front.quirks.versions = false;
  await storeImage(work.deps, job, { jobId: "1", attempt: 1 });
  await remove(work.db);
  assert.deepEqual(await eraseProduct(work.deps, { productId: "TBF-1" }), { versions: 2 });
  assert.deepEqual(await Array.fromAsync(work.b2.store.list("")), []);
});

Deno.test("eraseProduct() touches no other product, not even one of a like name or with the same object", async () => {
  await using work = await openDeletion();
  await storeImage(work.deps, job, { jobId: "1", attempt: 1 });
  const { images: { cover } } = await loadImages(work.db, "TBF-1");
  const neighbour = testObject(2, 500, "TBF-12");
  await work.b2.store.put(neighbour.key, neighbour.bytes, neighbour);
  // A legacy shop's two rows with one picture, adopted.
  await sql`insert into products (product_id) values ('TBF-3')`.execute(work.db);
  const shared: Partial<Record<ImageType, StoredImage>> = { cover: cover.stored! };
  await execute(work.db, "TBF-3", { type: "MigrateImages", images: shared }, metadata);
  await remove(work.db);
  await eraseProduct(work.deps, { productId: "TBF-1" });
  const left = await Array.fromAsync(work.b2.store.list(""), ({ key }) => key);
  assert.deepEqual(left.sort(), [cover.stored!.key, neighbour.key].sort());
});

Deno.test("eraseProduct() erases nothing of a product that is not deleted", async () => {
  await using work = await openDeletion();
  await storeImage(work.deps, job, { jobId: "1", attempt: 1 });
  assert.deepEqual(await eraseProduct(work.deps, { productId: "TBF-1" }), {
    needless: "not_deleted",
  });
  assert.deepEqual(await eraseProduct(work.deps, { productId: "TBF-9" }), {
    needless: "not_deleted",
  });
  assert.equal((await remains(work)).length, 4);
});

Deno.test("eraseProduct() that fails at any request goes on where it ended", async (t) => {
  await using work = await openDeletion();
  await storeImage(work.deps, job, { jobId: "1", attempt: 1 });
  const { images: { cover } } = await loadImages(work.db, "TBF-1");
  const { key, sha256 } = cover.stored!;
  const bytes = await work.b2.store.get(key);
  await work.b2.store.put(key, bytes!, { sha256 });
  await remove(work.db);
  const refusal = { status: 403, code: "AccessDenied" };
  for (const method of ["GET", "DELETE", "GET", "DELETE", "DELETE"]) {
    await t.step(method, async () => {
      work.b2.front.fail({ method, times: 1, effect: refusal });
      await assert.rejects(eraseProduct(work.deps, { productId: "TBF-1" }), /AccessDenied|refused/);
      work.b2.front.heal();
      // The next attempt gets one deletion further.
      work.b2.front.fail({ method: "DELETE", times: 1, effect: "lost_answer" });
    });
  }
  work.b2.front.heal();
  await eraseProduct(work.deps, { productId: "TBF-1" });
  assert.deepEqual(await remains(work), []);
});

Deno.test("storeImage() of a product that is deleted while it is stored takes away what it has put", async () => {
  await using work = await openDeletion();
  const { store } = work.b2;
  const deps = {
    ...work.deps,
    store: {
      ...bound(store),
      put: async (...put: Parameters<typeof store.put>) => {
        const done = await store.put(...put);
        // Even when the erasing has come and gone in between.
        if (parseObjectKey(put[0])?.imageType === "thumb") {
          await remove(work.db);
          await eraseProduct(work.deps, { productId: "TBF-1" });
          await store.put(...put);
        }
        return done;
      },
    },
  };
  assert.deepEqual(await storeImage(deps, job, { jobId: "1", attempt: 1 }), {
    needless: "deleted",
  });
  assert.deepEqual(await remains(work), []);
  assert.deepEqual(await cachedFiles(work), []);
  assert.deepEqual(await storeImage(work.deps, job, { jobId: "2", attempt: 1 }), {
    needless: "deleted",
  });
  assert.equal(work.fetched.length, 1);
});

function bound(store: Work["b2"]["store"]): Work["b2"]["store"] {
  return {
    put: store.put.bind(store),
    get: store.get.bind(store),
    list: store.list.bind(store),
    versions: store.versions.bind(store),
    delete: store.delete.bind(store),
    check: store.check.bind(store),
    requests: store.requests.bind(store),
  };
}

async function jobsOf(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string; state: string; data: unknown }>`
    select name, state, data from pgboss.job where data ->> 'productId' = 'TBF-1' order by name`
    .execute(db);
  return rows.map(({ name, state, data }) => `${name} ${state} ${JSON.stringify(data)}`);
}

Deno.test("enqueueEraseProduct() forgets, in its transaction, the jobs that name the seller's files", async () => {
  await using work = await openJobWork();
  await using queue = await openJobQueue({ databaseUrl: work.url });
  const { db } = work;
  for (const productId of ["TBF-1", "TBF-1", "TBF-2"]) {
    await db.transaction().execute((tx) => queue.enqueueStoreImage(tx, { ...job, productId }));
  }
  await sql`update pgboss.job set state = 'failed' where id = (
    select id from pgboss.job where data ->> 'productId' = 'TBF-1' limit 1)`.execute(db);
  const rollback = new Error("rolled back");
  const attempt = db.transaction().execute(async (tx) => {
    await queue.enqueueEraseProduct(tx, { productId: "TBF-1" });
    throw rollback;
  });
  await assert.rejects(attempt, rollback);
  assert.equal((await jobsOf(db)).length, 2);
  await db.transaction().execute((tx) => queue.enqueueEraseProduct(tx, { productId: "TBF-1" }));
  assert.deepEqual(await jobsOf(db), ['erase-product created {"productId":"TBF-1"}']);
  assert.deepEqual(await queue.counts(db), {
    storeImage: { waiting: 1, failed: 0 },
    eraseProduct: { waiting: 1, failed: 0 },
  });
});

Deno.test("an erasing is done only when no picture of the product is being stored any more", async () => {
  await using work = await openDeletion();
  await using queue = await openJobQueue({ databaseUrl: work.url, retryDelaySeconds: 1 });
  const { db, deps } = work;
  const [begun, released, erased] = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const attempts: string[] = [];
  await queue.work({
    keepHouse: () => Promise.resolve(),
    storeImage: async (data, jobId) => {
      const slow = {
        ...deps,
        fetchOriginal: async (id: string) => {
          begun!.resolve();
          await released!.promise;
          return await deps.fetchOriginal(id);
        },
      };
      return await storeImage(slow, data, jobId);
    },
    eraseProduct: async (data) => {
      try {
        const outcome = await eraseProduct(deps, data);
        erased!.resolve();
        attempts.push("done");
        return outcome;
      } catch (error) {
        attempts.push((error as Error).name);
        released!.resolve();
        throw error;
      }
    },
  });
  await db.transaction().execute((tx) => queue.enqueueStoreImage(tx, job));
  await begun!.promise;
  const { enqueueEraseProduct } = queue;
  await db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
  await erased!.promise;
  assert.deepEqual([attempts[0], attempts.at(-1)], ["PictureOnItsWay", "done"]);
  assert.deepEqual(await remains(work), []);
  assert.deepEqual(await cachedFiles(work), []);
  assert.ok((await jobsOf(db)).every((line) => line.startsWith("erase-product")));
});
