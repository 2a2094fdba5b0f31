import assert from "node:assert/strict";
import { sql } from "kysely";
import {
  IMAGE_TYPES,
  type ImageType,
  parseObjectKey,
  type StoredImage,
} from "../../src/domain/mod.ts";
import { eraseProduct, reconcile, storeImage } from "../../src/pictures/mod.ts";
import { PictureOnItsWay } from "../../src/pictures/erase.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { deleteProduct } from "../../src/shop/mod.ts";
import { execute, loadImages } from "../../src/event_log/mod.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { FIRST_ATTEMPT, NOTHING_STORING, ONE_PRODUCT, PICTURE } from "../../devkit/testing/jobs.ts";
import { openUnit, type Unit } from "../../devkit/testing/unit.ts";

type Work = Unit<typeof ONE_PRODUCT>;

const SELLER = 42;
const metadata = { actor: "test" };

async function openDeletion() {
  const work = await openUnit(ONE_PRODUCT);
  await sql`update products set seller_id = ${SELLER}, title = 'Lamp'`.execute(work.db);
  return work;
}

const deletion = { productId: "TBF-1", sellerId: SELLER, cause: "update:1" };

async function remove(db: Database): Promise<void> {
  const enqueueEraseProduct = () => Promise.resolve();
  await db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
}

function erase({ deps }: Work, productId = "TBF-1") {
  return eraseProduct(deps, { productId }, NOTHING_STORING);
}

/** Every version of every object that was put, and the keys that the bucket lists. */
async function remains({ b2, store }: Work): Promise<string[]> {
  const keys = new Set(b2.log.filter(({ method }) => method === "PUT").map(({ key }) => key));
  for await (const { key } of store.list("")) keys.add(key);
  const versions = await Promise.all([...keys].map((key) => store.versions(key)));
  const listed = await Array.fromAsync(store.list(""), ({ key }) => key);
  return [...listed, ...versions.flat().map(({ versionId }) => versionId)];
}

async function cachedFiles({ cacheDir }: Work): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(cacheDir), ({ name }) => name);
}

Deno.test("eraseProduct() removes every version of every object, with or without an event, and the files on disk", async () => {
  await using work = await openDeletion();
  await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
  const { images: { cover } } = await loadImages(work.db, "TBF-1");
  const { key, sha256 } = cover.stored!;
  const bytes = await work.store.get(key);
  for (let n = 0; n < 3; n++) await work.store.put(key, bytes!, { sha256 });
  const unnamed = testObject(1, 500, "TBF-1");
  await work.store.put(unnamed.key, unnamed.bytes, unnamed);
  const replacement = { type: "ReplaceImages", reason: "replaced", photo: undefined } as const;
  await execute(work.db, "TBF-1", replacement, metadata);
  assert.equal((await cachedFiles(work)).length, IMAGE_TYPES.length);
  await remove(work.db);
  assert.deepEqual(await erase(work), { versions: IMAGE_TYPES.length + 4 });
  assert.deepEqual(await remains(work), []);
  assert.deepEqual(await cachedFiles(work), []);
  assert.deepEqual(await erase(work), { versions: 0 }, "again");
  const found = await reconcile(work.deps);
  assert.deepEqual([found.objects, found.missing, found.orphaned, found.superseded], [0, 0, 0, 0]);
});

Deno.test("eraseProduct() removes the objects of a store without versions", async () => {
  await using work = await openDeletion();
  work.b2.quirks.versions = false;
  await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
  await remove(work.db);
  assert.deepEqual(await erase(work), { versions: IMAGE_TYPES.length });
  assert.deepEqual(await Array.fromAsync(work.store.list("")), []);
});

Deno.test("eraseProduct() leaves other products alone, also one with a similar id or the same object", async () => {
  await using work = await openDeletion();
  await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
  const { images: { cover } } = await loadImages(work.db, "TBF-1");
  const neighbour = testObject(2, 500, "TBF-12");
  await work.store.put(neighbour.key, neighbour.bytes, neighbour);
  // Two rows of a legacy shop with the same adopted picture.
  await sql`insert into products (product_id) values ('TBF-3')`.execute(work.db);
  const shared: Partial<Record<ImageType, StoredImage>> = { cover: cover.stored! };
  await execute(work.db, "TBF-3", { type: "MigrateImages", images: shared }, metadata);
  await remove(work.db);
  await erase(work);
  const left = await Array.fromAsync(work.store.list(""), ({ key }) => key);
  assert.deepEqual(left.sort(), [cover.stored!.key, neighbour.key].sort());
});

Deno.test("eraseProduct() erases nothing of a product that is not deleted", async () => {
  await using work = await openDeletion();
  await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
  assert.deepEqual(await erase(work), {
    needless: "not_deleted",
  });
  assert.deepEqual(await erase(work, "TBF-9"), {
    needless: "not_deleted",
  });
  assert.equal((await remains(work)).length, 2 * IMAGE_TYPES.length, "keys and versions");
});

Deno.test("eraseProduct() that fails at any request continues where it stopped", async (t) => {
  await using work = await openDeletion();
  await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
  const { images: { cover } } = await loadImages(work.db, "TBF-1");
  const { key, sha256 } = cover.stored!;
  const bytes = await work.store.get(key);
  await work.store.put(key, bytes!, { sha256 });
  await remove(work.db);
  const refusal = { status: 403, code: "AccessDenied" };
  for (const method of ["GET", "DELETE", "GET", "DELETE", "DELETE"]) {
    await t.step(method, async () => {
      work.b2.fail({ method, times: 1, effect: refusal });
      await assert.rejects(erase(work), /AccessDenied|refused/);
      work.b2.heal();
      // The next attempt can delete one more object.
      work.b2.fail({ method: "DELETE", times: 1, effect: "lost_answer" });
    });
  }
  work.b2.heal();
  await erase(work);
  assert.deepEqual(await remains(work), []);
});

Deno.test("storeImage() removes its objects when the product was deleted in the meantime", async () => {
  await using work = await openDeletion();
  const { store } = work;
  const deps = {
    ...work.deps,
    store: {
      ...bound(store),
      put: async (...put: Parameters<typeof store.put>) => {
        const done = await store.put(...put);
        // Even when the erasing has already ended.
        if (parseObjectKey(put[0])?.imageType === "thumb") {
          await remove(work.db);
          await erase(work);
          await store.put(...put);
        }
        return done;
      },
    },
  };
  assert.deepEqual(await storeImage(deps, PICTURE, FIRST_ATTEMPT), {
    needless: "deleted",
  });
  assert.deepEqual(await remains(work), []);
  assert.deepEqual(await cachedFiles(work), []);
  assert.deepEqual(await storeImage(work.deps, PICTURE, FIRST_ATTEMPT), {
    needless: "deleted",
  });
  assert.equal(work.fetched.length, 1);
});

function bound(store: Work["store"]): Work["store"] {
  return {
    put: store.put.bind(store),
    get: store.get.bind(store),
    list: store.list.bind(store),
    versions: store.versions.bind(store),
    allVersions: store.allVersions.bind(store),
    delete: store.delete.bind(store),
    check: store.check.bind(store),
    requests: store.requests.bind(store),
  };
}

Deno.test("eraseProduct() erases the existing objects, and must be repeated while a picture is being stored", async () => {
  await using work = await openDeletion();
  await storeImage(work.deps, PICTURE, FIRST_ATTEMPT);
  await remove(work.db);
  const running = eraseProduct(work.deps, { productId: "TBF-1" }, () => Promise.resolve(1));
  await assert.rejects(running, PictureOnItsWay);
  assert.deepEqual(await remains(work), []);
});

Deno.test("eraseProduct() stops running jobs before it lists B2", async () => {
  await using work = await openDeletion();
  await remove(work.db);
  const late = testObject(1, 500, "TBF-1");
  const endStoring = async () => {
    await work.store.put(late.key, late.bytes, late);
    return 0;
  };
  assert.deepEqual(await eraseProduct(work.deps, { productId: "TBF-1" }, endStoring), {
    versions: 1,
  });
  assert.deepEqual(await remains(work), []);
});
