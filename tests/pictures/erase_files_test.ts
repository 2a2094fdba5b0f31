import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { sql } from "kysely";
import { createB2Client } from "../../src/storage/b2_client.ts";
import { eraseProduct, type EraseProductJob } from "../../src/pictures/mod.ts";
import { erasingOf } from "../../src/jobs/erase_product.ts";
import { deleteProduct, type PictureWork } from "../../src/shop/mod.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";
import { NOTHING_STORING, ONE_PRODUCT } from "../../devkit/testing/jobs.ts";
import { openUnit, type Unit } from "../../devkit/testing/unit.ts";

type Work = Unit<typeof ONE_PRODUCT>;

const SELLER = 42;
const HOST = "f004.backblazeb2.com";
const addressOf = (fileId: string) =>
  `https://${HOST}/b2api/v1/b2_download_file_by_id?fileId=${fileId}`;
/** From https://www.backblaze.com/b2/docs/files.html */
const FOREIGN =
  "4_zb330e285948b7a6d4b1b0712_f000000000000472a_d20140104_m032022_c001_v0000123_t0104";

async function openOldShop(): Promise<Work> {
  const work = await openUnit(ONE_PRODUCT);
  await sql`delete from products`.execute(work.db);
  return work;
}

/** Puts an object; returns its file id. */
async function put({ b2Settings }: Work, key: string, body: string): Promise<string> {
  const client = createB2Client(b2Settings);
  const object = { Bucket: b2Settings.bucket, Key: key, Body: body };
  const { VersionId } = await client.send(new PutObjectCommand(object));
  client.destroy();
  return VersionId!;
}

async function insert({ db }: Work, product_id: string, cover_image_url: string) {
  const row = { product_id, title: "Old", seller_id: SELLER, cover_image_url };
  await db.insertInto("products").values(row).execute();
}

/** Deletes a product for good, and erases it as its job does. */
async function erase(work: Work, productId: string, deps = work.deps) {
  let job: EraseProductJob | undefined;
  const enqueueEraseProduct: PictureWork["enqueueEraseProduct"] = (_tx, product) => {
    job = erasingOf(deps.bucketUrls, product);
    return Promise.resolve();
  };
  const deletion = { productId, sellerId: SELLER, cause: "update:1" };
  await work.db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
  return await eraseProduct(deps, job!, NOTHING_STORING);
}

const idsOf = async ({ store }: Work, key: string) =>
  (await store.versions(key)).map(({ versionId }) => versionId);

Deno.test("eraseProduct() removes the version that a native address names, and no other", async () => {
  await using work = await openOldShop();
  const one = await put(work, "photo.jpg", "one");
  const two = await put(work, "photo.jpg", "two");
  const three = await put(work, "photo.jpg", "three");
  await insert(work, "TBF-1", addressOf(one));
  await work.db.updateTable("products").set({ thumbnail_url: `${addressOf(one)}&x=1` }).execute();
  await insert(work, "TBF-2", addressOf(two));
  await insert(work, "TBF-3", addressOf(three));
  assert.deepEqual(await erase(work, "TBF-1"), { versions: 1 });
  assert.deepEqual(await idsOf(work, "photo.jpg"), [three, two]);
  assert.deepEqual(await erase(work, "TBF-3"), { versions: 1 });
  assert.deepEqual(await idsOf(work, "photo.jpg"), [two]);
});

Deno.test("eraseProduct() keeps a version that another product names in another way", async () => {
  await using work = await openOldShop();
  const { endpoint, bucket } = work.b2Settings;
  const older = await put(work, "photo.jpg", "older");
  const newest = await put(work, "photo.jpg", "newest");
  const byKey = `${endpoint}/${bucket}/photo.jpg`;
  await insert(work, "TBF-1", addressOf(newest));
  await insert(work, "TBF-2", byKey);
  await insert(work, "TBF-3", `${addressOf(older)}&Authorization=3_x`);
  assert.deepEqual(await erase(work, "TBF-1"), { versions: 0 }, "TBF-2 shows it");
  assert.deepEqual(await erase(work, "TBF-2"), { versions: 1 }, "TBF-3 has the older one");
  assert.deepEqual(await idsOf(work, "photo.jpg"), [older]);
  assert.deepEqual(await erase(work, "TBF-3"), { versions: 1 });
  assert.deepEqual(await idsOf(work, "photo.jpg"), []);
});

Deno.test("eraseProduct() names the hosts of files that it cannot reach", async () => {
  await using work = await openOldShop();
  const gone = await put(work, "gone.jpg", "gone");
  await work.store.delete("gone.jpg", { versionId: gone });
  await put(work, "other.jpg", "other");
  await insert(work, "TBF-1", addressOf(FOREIGN));
  assert.deepEqual(await erase(work, "TBF-1"), { versions: 0, elsewhere: [HOST] });
  await insert(work, "TBF-2", addressOf(gone));
  assert.deepEqual(await erase(work, "TBF-2"), { versions: 0 }, "nothing is left of it");
});

Deno.test("eraseProduct() erases nothing by file id with a key that may not list versions", async () => {
  await using work = await openOldShop();
  const one = await put(work, "1.jpg", "one");
  await insert(work, "TBF-1", addressOf(one));
  work.b2.fail({ operation: "list", keyPart: "", times: 1, effect: DENIED });
  const { b2Settings, store } = work;
  const bucketUrls = createBucketUrls([], b2Settings, store);
  await bucketUrls.fileIds.learn([one]);
  assert.deepEqual(await erase(work, "TBF-1", { ...work.deps, bucketUrls }), {
    versions: 0,
    elsewhere: [HOST],
  });
  assert.deepEqual(await idsOf(work, "1.jpg"), [one]);
});

const DENIED = { status: 403, code: "AccessDenied" };

Deno.test("eraseProduct() removes every object of a list in a column", async () => {
  await using work = await openOldShop();
  const { endpoint, bucket } = work.b2Settings;
  const one = await put(work, "1.jpg", "one");
  await put(work, "2.jpg", "two");
  await put(work, "3.jpg", "three");
  const urls = [addressOf(one), `${endpoint}/${bucket}/2.jpg`, `${endpoint}/${bucket}/3.jpg`];
  await insert(work, "TBF-1", JSON.stringify(urls));
  await insert(work, "TBF-2", `https://cdn.example/x.jpg, ${urls[2]}`);
  assert.deepEqual(await erase(work, "TBF-1"), { versions: 2 });
  assert.deepEqual(await idsOf(work, "1.jpg"), []);
  assert.deepEqual(await idsOf(work, "2.jpg"), []);
  assert.equal((await idsOf(work, "3.jpg")).length, 1, "TBF-2 names it");
});
