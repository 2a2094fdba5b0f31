/**
 * A URL of the S3 API may name a version: `?versionId=…` (docs.aws.amazon.com, "Retrieving object versions"; Backblaze,
 * "S3 Get Object"). An older shop may have stored every picture under one key.
 * @module
 */
import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { createB2Client } from "../../src/storage/b2_client.ts";
import { createPictureSources } from "../../src/pictures/sources.ts";
import { eraseProduct, reconcile } from "../../src/pictures/mod.ts";
import { createEstimator } from "../../src/legacy_import/mod.ts";
import { erasingOf } from "../../src/jobs/erase_product.ts";
import { execute } from "../../src/event_log/mod.ts";
import { openDiskCache, sha256Hex } from "../../src/storage/mod.ts";
import { later } from "../../devkit/testing/repair.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { NOTHING_STORING } from "../../devkit/testing/jobs.ts";
import { type Migration, openMigration } from "../../devkit/testing/migration_process.ts";

const KEY = "photo.jpg";
const GONE = "4_zb330e285948b7a6d4b1b0712_f000000000000472a_d20140104_m032022_c001_v0000123_t0104";

const nativeAddressOf = (id: string) =>
  `https://f004.backblazeb2.com/b2api/v1/b2_download_file_by_id?fileId=${id}`;

/** Three versions under one key, the oldest first; `P-1` to `P-3` name one each, `P-4` one that is gone. */
async function openOldShop() {
  const work = await openMigration();
  const { shop } = work;
  const client = createB2Client(shop.b2Settings);
  const versions: { readonly url: string; readonly id: string; readonly sha256: string }[] = [];
  for (const seed of [1, 2, 3]) {
    const bytes = await photoJpeg({ widthPx: 100 + seed, heightPx: 80, seed });
    const put = new PutObjectCommand({ Bucket: "shop", Key: KEY, Body: bytes });
    const { VersionId: id = "" } = await client.send(put);
    const url = `${shop.publicUrl}/${KEY}?versionId=${id}`;
    versions.push({ url, id, sha256: sha256Hex(bytes) });
    await shop.row(`P-${seed}`, url);
  }
  client.destroy();
  await shop.row("P-4", `${shop.publicUrl}/${KEY}?x=1&amp;versionId=${GONE}`);
  return { ...work, versions, [Symbol.asyncDispose]: () => work[Symbol.asyncDispose]() };
}

/** Deletes a product for good, as its job does. Returns the outcome and the versions that are left. */
async function erase({ shop, deps }: Pick<Migration, "shop" | "deps">, productId: string) {
  const [url] = await shop.columns(productId);
  const addresses = [url!.replace("ours:", `${shop.publicUrl}/`)];
  await execute(shop.db, productId, { type: "DeleteImages" }, { actor: "test" });
  const dir = await Deno.makeTempDir();
  await using cache = await openDiskCache({ dir, maxBytes: 1_000_000 });
  const job = erasingOf(deps.bucketUrls, { productId, addresses });
  const outcome = await eraseProduct({ ...deps, cache }, job, NOTHING_STORING);
  await Deno.remove(dir, { recursive: true });
  return [outcome, (await shop.store.versions(KEY)).map(({ versionId }) => versionId)];
}

Deno.test("a URL with a version id shows that version, and none where it is gone", async () => {
  await using work = await openOldShop();
  const { shop, deps, versions } = work;
  const dir = await Deno.makeTempDir();
  await using cache = await openDiskCache({ dir, maxBytes: 1_000_000 });
  const find = createPictureSources({ ...deps, cache, legacyImagesDir: "/nowhere" });
  const before = shop.store.requests();
  for (const { url, sha256 } of versions) {
    const found = await find(url, "cover");
    assert.equal(found !== undefined && "sha256" in found && found.sha256, sha256);
  }
  assert.equal(await find(`${shop.publicUrl}/${KEY}?versionId=${GONE}`, "cover"), undefined);
  assert.equal(
    await find(`${shop.publicUrl}/${KEY}?versionId=`, "cover").then((p) => p?.rung),
    "b2",
  );
  assert.equal(shop.store.requests().list, before.list, "the URL has the key: nothing is listed");
  for (const { id, sha256 } of versions) {
    const found = await find(nativeAddressOf(id), "cover");
    assert.equal(
      found !== undefined && "sha256" in found && found.sha256,
      sha256,
      "by its file id",
    );
  }
  await Deno.remove(dir, { recursive: true });
});

Deno.test("an older version is rendered at its adoption, the newest keeps its object, one that is gone is missing", async () => {
  await using work = await openOldShop();
  const { shop } = work;
  const missing = "P-4 cover missing object_not_found";
  const left = `migrated leaves ${KEY}`;
  assert.deepEqual(await work.run({ adopt: true, estimator: createEstimator() }), [
    ...["P-1 cover ready", "P-2 cover ready", "P-3 cover ready"],
    missing,
  ]);
  assert.deepEqual(await work.run({ adopt: true }), [
    `P-1 cover ${left}`,
    `P-2 cover ${left}`,
    "P-3 cover adopted",
    missing,
  ]);
  const events = await shop.db.selectFrom("image_events").select(["product_id", "data"])
    .where("value", "like", "products/%").orderBy("product_id").execute();
  const widths = events.map(({ data }) => (data as { widthPx: number }).widthPx);
  assert.deepEqual(widths, [101, 102], "each product has its own picture");
  assert.deepEqual(await work.run({ adopt: true }), [missing]);
});

Deno.test("a native address of an older version is adopted as that version", async () => {
  await using work = await openOldShop();
  const { shop, deps, versions: [one] } = work;
  await shop.db.deleteFrom("products").execute();
  await shop.row("P-9", nativeAddressOf(one!.id));
  await deps.bucketUrls.fileIds.learn([one!.id]);
  assert.deepEqual(await work.run({ adopt: true }), [`P-9 cover migrated leaves ${KEY}`]);
  const { rendered } = await shop.db.selectFrom("image_events").select("data as rendered")
    .where("value", "like", "products/%").executeTakeFirstOrThrow();
  assert.equal((rendered as { widthPx: number }).widthPx, 101);
});

Deno.test("reconcile() reports a version that is gone, and no other", async () => {
  await using work = await openOldShop();
  const lines: string[] = [];
  const summary = await reconcile(work.deps, {
    deep: true,
    now: later,
    report: (line) => void (line.line === "found" && lines.push(JSON.stringify(line.finding))),
  });
  assert.deepEqual([summary.missing, summary.pictures], [1, 4]);
  assert.match(lines.join(), /the row of P-4 names it/);
});

Deno.test("a deletion for good removes the version that the row names, and no other", async () => {
  await using work = await openOldShop();
  const [, two, three] = work.versions.map(({ id }) => id);
  assert.deepEqual(await erase(work, "P-1"), [{ versions: 1 }, [three, two]]);
  assert.deepEqual(await erase(work, "P-3"), [{ versions: 1 }, [two]], "P-2 names an older one");
  assert.deepEqual(await erase(work, "P-2"), [{ versions: 1 }, []]);
});
