import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { sql } from "kysely";
import { createSemaphore } from "../../src/std/semaphore.ts";
import { eraseProduct } from "../../src/pictures/mod.ts";
import { createPutProbe, importPictures, LegacyFiles } from "../../src/legacy_import/mod.ts";
import { createErasingJobs, enqueueErasing } from "../../src/jobs/mod.ts";
import { furtherAddressesOf } from "../../src/parts.ts";
import { deleteProduct, type PictureWork, replacePhoto } from "../../src/shop/mod.ts";
import { findNamedObject, loadImages } from "../../src/event_log/mod.ts";
import { createB2Client } from "../../src/storage/b2_client.ts";
import { keysOfUrls } from "../../src/storage/mod.ts";
import { png } from "../../devkit/testing/pictures.ts";
import { SECRET_PICTURES } from "../../devkit/testing/secret_pictures.ts";
import { NOTHING_STORING, ONE_PRODUCT, openTestQueue } from "../../devkit/testing/jobs.ts";
import { openUnit, type Unit } from "../../devkit/testing/unit.ts";

type Work = Unit<typeof ONE_PRODUCT>;

const SELLER = 42;
const PUBLIC = "https://cdn.example/pictures";
const metadata = { actor: "test" };
const plain = () => png({ widthPx: 60, heightPx: 40, seed: 5 });

async function openLegacyWork() {
  const work = await openUnit(ONE_PRODUCT);
  await sql`delete from products`.execute(work.db);
  return work;
}

async function insertRow({ db }: Work, productId: string, cover: string, thumb?: string) {
  await sql`
    insert into products (product_id, title, seller_id, cover_image_url, thumbnail_url)
    values (${productId}, 'Old', ${SELLER}, ${cover}, ${thumb ?? null})`.execute(db);
}

/** Puts an object twice under one key. A legacy shop did so, because its keys had no hash. */
async function putTwice({ b2Settings }: Work, key: string, bytes: Uint8Array) {
  const client = createB2Client(b2Settings);
  for (let n = 0; n < 2; n++) {
    const put = new PutObjectCommand({ Bucket: b2Settings.bucket, Key: key, Body: bytes });
    await client.send(put);
  }
  client.destroy();
}

/** Whether the object exists, and the number of its versions. */
async function found({ store }: Work, key: string): Promise<[boolean, number]> {
  return [await store.get(key) !== undefined, (await store.versions(key)).length];
}

async function adopt({ db, deps }: Work): Promise<void> {
  const { store, bucket, bucketUrls, renderer } = deps;
  const probe = createPutProbe();
  const migration = {
    db,
    store,
    bucket,
    bucketUrls,
    probe,
    renderer,
    files: new LegacyFiles({ root: "/nowhere" }),
    renderSlots: createSemaphore(1),
    metadata,
  };
  const selection = { bucketUrls, migrate: false, adopt: true };
  await importPictures(migration, { selection, concurrency: 1, ahead: 1 });
}

/** Deletes a product. Returns the addresses that its columns held. */
async function remove(db: Work["db"], productId: string): Promise<readonly string[]> {
  let addresses: readonly string[] = [];
  const enqueueEraseProduct: PictureWork["enqueueEraseProduct"] = (_tx, request) => {
    addresses = request.addresses;
    return Promise.resolve();
  };
  const deletion = { productId, sellerId: SELLER, cause: "update:1" };
  await db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
  return addresses;
}

/** Deletes and erases, as the shop does. */
async function erase({ db, deps }: Work, productId: string) {
  const addresses = await remove(db, productId);
  const keys = keysOfUrls(deps.bucketUrls, addresses);
  return await eraseProduct(deps, { productId, keys }, NOTHING_STORING);
}

Deno.test("eraseProduct() removes every version of objects that were only in the columns of a legacy row", async () => {
  await using work = await openLegacyWork();
  const { bucket, endpoint } = work.b2Settings;
  await putTwice(work, "old/1.png", await plain());
  await putTwice(work, "old/1-small.png", await plain());
  await putTwice(work, "old/1.png.bak", await plain());
  const atBackblaze = `${endpoint}/${bucket}/old/1-small.png`;
  await insertRow(work, "TBF-1", `${PUBLIC}/old/1.png`, atBackblaze);
  assert.deepEqual(await erase(work, "TBF-1"), { versions: 4 });
  assert.deepEqual(await found(work, "old/1.png"), [false, 0]);
  assert.deepEqual(await found(work, "old/1-small.png"), [false, 0]);
  assert.deepEqual(await found(work, "old/1.png.bak"), [true, 2], "no row named it");
});

Deno.test("eraseProduct() removes an object of a legacy row whose picture its seller has replaced", async () => {
  await using work = await openLegacyWork();
  const keys = ["old/blue pot.png", "old/pot?.png", "old/1-small.png"];
  for (const key of keys) await putTwice(work, key, await plain());
  const list = `["${PUBLIC}/old/blue%20pot.png?X-Amz-Signature=0a","${PUBLIC}/old/pot%3F.png"]`;
  await insertRow(work, "TBF-1", list, `${PUBLIC}/old/1-small.png`);
  for (const update of [1, 2]) {
    await work.db.transaction().execute((tx) =>
      replacePhoto({ tx, enqueueStoreImage }, {
        productId: "TBF-1",
        sellerId: SELLER,
        photo: { botId: 1, fileId: `new${update}`, fileUniqueId: "u", originalFileId: "o" },
        cause: `update:${update}`,
      })
    );
  }
  const { metadata } = await work.db.selectFrom("image_events").select("metadata")
    .executeTakeFirstOrThrow();
  assert.doesNotMatch(JSON.stringify(metadata), /Signature/);
  assert.deepEqual(await erase(work, "TBF-1"), { versions: 6 });
  for (const key of keys) assert.deepEqual(await found(work, key), [false, 0]);
});

const enqueueStoreImage = () => Promise.resolve();

Deno.test("eraseProduct() ignores addresses outside of our bucket", async () => {
  await using work = await openLegacyWork();
  await putTwice(work, "old/1.png", await plain());
  await insertRow(work, "TBF-1", "https://elsewhere.example/old/1.png", "old/1.png");
  assert.deepEqual(await erase(work, "TBF-1"), { versions: 0 });
  assert.deepEqual(await found(work, "old/1.png"), [true, 2]);
});

Deno.test("eraseProduct() removes an adopted object and the picture that was made from it", async () => {
  await using work = await openLegacyWork();
  await putTwice(work, "old/1", await SECRET_PICTURES[0]!.make());
  await insertRow(work, "TBF-1", `${PUBLIC}/old/1`);
  await adopt(work);
  const { images: { cover } } = await loadImages(work.db, "TBF-1");
  assert.match(cover.stored!.key, /^products\/TBF-1\/cover-/);
  assert.deepEqual((await findNamedObject(work.db, "old/1"))?.pictures, []);
  // The job of an older release, which has no addresses.
  await remove(work.db, "TBF-1");
  assert.deepEqual(await eraseProduct(work.deps, { productId: "TBF-1" }, NOTHING_STORING), {
    versions: 3,
  });
  assert.deepEqual(await found(work, "old/1"), [false, 0]);
  assert.deepEqual(await found(work, cover.stored!.key), [false, 0]);
});

Deno.test.each([
  { name: "only in columns", adoptsFirst: false },
  { name: "the first row is adopted", adoptsFirst: true },
])("eraseProduct() removes an object of two rows when the second row is deleted: $name", async ({
  adoptsFirst,
}) => {
  await using work = await openLegacyWork();
  await putTwice(work, "old/1.png", await plain());
  await insertRow(work, "TBF-1", `${PUBLIC}/old/1.png`);
  if (adoptsFirst) await adopt(work);
  const { endpoint, bucket } = work.b2Settings;
  await insertRow(work, "TBF-2", `${PUBLIC}/other.png`, `${endpoint}/${bucket}/old/1.png`);
  assert.deepEqual(await erase(work, "TBF-1"), { versions: 0 });
  assert.deepEqual(await found(work, "old/1.png"), [true, 2]);
  assert.deepEqual(await erase(work, "TBF-2"), { versions: 2 });
  assert.deepEqual(await found(work, "old/1.png"), [false, 0]);
});

/** Deletes a product, and runs the job of the shop. */
async function deleteForGood({ db, deps }: Work, productId: string): Promise<void> {
  const enqueued: unknown[] = [];
  const queue = { enqueue: (...[, , job]: unknown[]) => Promise.resolve(void enqueued.push(job)) };
  const enqueueEraseProduct: PictureWork["enqueueEraseProduct"] = async (tx, request) => {
    await enqueueErasing({ queue, bucketUrls: deps.bucketUrls } as never, tx, request);
  };
  const deletion = { productId, sellerId: SELLER, cause: "update:1" };
  await db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
  const [job] = createErasingJobs({ ...deps, furtherAddresses: furtherAddressesOf(deps) });
  const attempt = { jobId: "1", number: 1, signal: new AbortController().signal };
  await job!.run(enqueued[0] as never, attempt);
}

Deno.test("objects that only an older shop's own columns, table or import name go with their product", async () => {
  await using work = await openLegacyWork();
  const { db } = work;
  await openTestQueue(work).then((queue) => queue[Symbol.asyncDispose]());
  await sql`alter table products add image_2 text, add gallery jsonb, add logo text`.execute(db);
  await sql`create table product_images (product_id text, url text, position int)`.execute(db);
  const keys = ["2", "g", "t", "i", "both", "shared", "logo"].map((name) => `old/${name}.png`);
  for (const key of keys) await putTwice(work, key, await plain());
  const at = (name: string) => `${PUBLIC}/old/${name}.png`;
  for (const id of ["TBF-1", "TBF-2"]) {
    await insertRow(work, id, `${PUBLIC}/none/${id}.png`);
    await sql`update products set logo = ${at("logo")} where product_id = ${id}`.execute(db);
    await sql`insert into product_images values (${id}, ${at("shared")}, 1)`.execute(db);
  }
  await sql`update products set image_2 = ${at("2")}, gallery = ${JSON.stringify([at("g")])}::jsonb
    where product_id = 'TBF-1'`.execute(db);
  await sql`insert into product_images values ('TBF-1', ${at("t")}, 2), ('TBF-1', ${at("both")}, 3)`
    .execute(db);
  await sql`update products set image_2 = ${at("both")} where product_id = 'TBF-2'`.execute(db);
  await sql`insert into imported_products (product_id, source, imported)
    values ('TBF-1', 'old', ${JSON.stringify({ further: [at("i")] })}::jsonb)`.execute(db);
  const left = async () => {
    const there = await Promise.all(keys.map(async (key) => [key, ...await found(work, key)]));
    return there.filter(([, exists]) => exists).map(([key]) => key);
  };
  await deleteForGood(work, "TBF-1");
  assert.deepEqual(await left(), ["old/both.png", "old/shared.png", "old/logo.png"]);
  await deleteForGood(work, "TBF-2");
  assert.deepEqual(await left(), ["old/logo.png"], "a column that names no further picture");
});
