/**
 * Objects that an older shop named: their keys look like ours, or mean something in a URL.
 * @module
 */
import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { createB2Client } from "../../src/storage/b2_client.ts";
import { createPutProbe } from "../../src/legacy_import/mod.ts";
import { createPictureSources } from "../../src/pictures/sources.ts";
import { eraseProduct, reconcile } from "../../src/pictures/mod.ts";
import { createBucketUrls, openDiskCache, sha256Hex } from "../../src/storage/mod.ts";
import { erasingOf } from "../../src/jobs/erase_product.ts";
import { later } from "../../devkit/testing/repair.ts";
import { putByHand } from "../../devkit/testing/s3.ts";
import { avif, photoJpeg } from "../../devkit/testing/pictures.ts";
import { NOTHING_STORING } from "../../devkit/testing/jobs.ts";
import { type Migration, openMigration } from "../../devkit/testing/migration_process.ts";
import { execute } from "../../src/event_log/mod.ts";

/** Keys of public shops and of the documents of S3 ("Creating object key names"). `renders`: their name cannot stay. */
const KEYS: readonly { readonly key: string; readonly renders?: true }[] = [
  { key: "products/42/old.png" },
  { key: "products/42/cover-0123456789abcdef.jpg", renders: true },
  { key: "images/a b.jpg" },
  { key: "images/a+b.jpg" },
  { key: "images/a%20b.jpg", renders: true },
  { key: "images/100%.jpg" },
  { key: "images/a?b.jpg", renders: true },
  { key: "images/a#b.jpg", renders: true },
  { key: "images/tail.jpg ", renders: true },
  { key: " lead/x.jpg" },
  { key: "images/cafe\u0301.jpg" },
  { key: "images/caf\u00e9.jpg" },
  { key: `images/${"é".repeat(100)}/${`${"a".repeat(200)}/`.repeat(4)}${"b".repeat(12)}` },
  { key: "images/&amp;'\"<b>.jpg" },
  { key: "images/🪑.jpg" },
  { key: "images/one;two,three|[1].jpg" },
];

const encoded = (key: string) => key.split("/").map(encodeURIComponent).join("/");

/** A picture for each key; its width is its mark. */
async function openOldShop(): Promise<Migration & { readonly pictures: readonly OldPicture[] }> {
  const migration = await openMigration();
  const { shop } = migration;
  const client = createB2Client(shop.b2Settings);
  const pictures: OldPicture[] = [];
  for (const [n, { key, renders = false }] of KEYS.entries()) {
    const productId = `P-${n}`;
    const bytes = await photoJpeg({ widthPx: 100 + n, heightPx: 80, seed: n });
    await client.send(new PutObjectCommand({ Bucket: "shop", Key: key, Body: bytes }));
    await shop.row(productId, `${shop.publicUrl}/${encoded(key)}`);
    pictures.push({ productId, key, renders, sha256: sha256Hex(bytes) });
  }
  client.destroy();
  return { ...migration, pictures, [Symbol.asyncDispose]: () => migration[Symbol.asyncDispose]() };
}

interface OldPicture {
  readonly productId: string;
  readonly key: string;
  readonly renders: boolean;
  readonly sha256: string;
}

Deno.test("an object of an older shop is shown, adopted and erased, whatever its name is", async (t) => {
  await using work = await openOldShop();
  const { shop, deps, pictures } = work;
  const dir = await Deno.makeTempDir({ prefix: "vitrine-cache-" });
  await using cache = await openDiskCache({ dir, maxBytes: 10_000_000 });
  const find = createPictureSources({ ...deps, cache, legacyImagesDir: "/nowhere" });
  const shown = async (productId: string) => {
    const { cover_image_url: url } = await shop.db.selectFrom("products")
      .select("cover_image_url").where("product_id", "=", productId).executeTakeFirstOrThrow();
    const found = await find(url, "cover");
    return found !== undefined && "sha256" in found ? found.sha256 : undefined;
  };

  await t.step("it is shown as it is", async () => {
    for (const { productId, key, sha256 } of pictures) {
      assert.equal(await shown(productId), sha256, key);
    }
  });
  await t.step("it is adopted, or rendered where its name would mislead", async () => {
    const told = await work.run({ adopt: true, probe: createPutProbe(later) });
    const expected = pictures.map(({ productId, key, renders }) =>
      `${productId} cover ${renders ? `migrated leaves ${key}` : "adopted"}`
    );
    assert.deepEqual(told, expected.sort());
    assert.deepEqual(await work.run({ adopt: true }), [], "the second run has no work");
  });
  await t.step("each product still shows its own picture", async () => {
    const { rows } = await shop.db.selectFrom("image_events").select(["product_id", "data"])
      .where("type", "=", "ImageUploadedToB2").orderBy("position").execute()
      .then((rows) => ({ rows: new Map(rows.map((row) => [row.product_id, row.data])) }));
    for (const { productId, key } of pictures) {
      const stored = rows.get(productId) as { sha256: string; widthPx: number };
      assert.equal(await shown(productId), stored.sha256, key);
      assert.equal(stored.widthPx, 100 + Number(productId.slice(2)), key);
    }
  });
  await t.step("reconcile finds nothing lost", async () => {
    const { missing, altered, orphaned } = await reconcile(deps, { deep: true, now: later });
    assert.deepEqual({ missing, altered, orphaned }, { missing: 0, altered: 0, orphaned: 0 });
  });
  await t.step("nothing is left of it after a deletion for good", async () => {
    for (const { productId } of pictures) {
      const [url] = await shop.columns(productId);
      const addresses = [url!.replace("ours:", `${shop.publicUrl}/`)];
      await execute(shop.db, productId, { type: "DeleteImages" }, { actor: "test" });
      const job = erasingOf(deps.bucketUrls, { productId, addresses });
      await eraseProduct({ ...deps, cache }, job, NOTHING_STORING);
    }
    assert.deepEqual(await Array.fromAsync(shop.store.list("")), []);
  });
  await Deno.remove(dir, { recursive: true });
});

Deno.test("two rows may name one older object whose name looks like ours; an altered one of ours stays refused", async () => {
  await using work = await openMigration();
  const { shop, deps } = work;
  const [older, ours] = ["products/42/cover-0123456789abcdef.jpg", "products/7/cover-"];
  const put = (key: string, body: Uint8Array) => putByHand(shop.behind, key, body);
  const [photo, other] = await Promise.all(
    [8, 9].map((seed) => photoJpeg({ widthPx: 90, heightPx: 80, seed })),
  ) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
  await put(older, photo);
  await shop.row("P-1", `${shop.publicUrl}/${older}`);
  await shop.row("P-2", `${shop.publicUrl}/${older}`);
  const made = `${ours}${sha256Hex(photo).slice(0, 16)}.jpg`;
  await put(made, photo);
  await shop.row("P-3", `${shop.publicUrl}/${made}`);
  assert.deepEqual(await work.run({ adopt: true }), [
    `P-1 cover migrated leaves ${older}`,
    `P-2 cover migrated leaves ${older}`,
    "P-3 cover adopted",
  ]);
  await put(made, other);
  await shop.row("P-4", `${shop.publicUrl}/${made}`);
  assert.deepEqual(await work.run({ adopt: true }), ["P-4 cover failed object_corrupt"]);
  assert.equal((await reconcile(deps, { deep: true, now: later })).altered, 1);
});

Deno.test("an older object that Telegram takes for no photo is rendered for a view", async () => {
  await using work = await openMigration();
  const { shop, deps } = work;
  const dir = await Deno.makeTempDir();
  await using cache = await openDiskCache({ dir, maxBytes: 10_000_000 });
  const find = createPictureSources({ ...deps, cache, legacyImagesDir: "/nowhere" });
  await putByHand(shop.behind, "1.avif", await avif({ widthPx: 90, heightPx: 80, seed: 3 }));
  const found = await find(`${shop.publicUrl}/1.avif`, "cover");
  assert.ok(found !== undefined && "bytes" in found);
  assert.deepEqual([found.rung, [...found.bytes.subarray(0, 2)]], ["b2", [0xff, 0xd8]], "a JPEG");
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a row whose key leads elsewhere is left, with its own reason", async () => {
  await using work = await openMigration();
  const { shop } = work;
  for (const [n, path] of ["a//1.jpg", "a/", "a%252Fb.jpg", "gone.jpg"].entries()) {
    await shop.row(`P-${n}`, `${shop.publicUrl}/${path}`);
  }
  assert.deepEqual(await work.run({ adopt: true }), [
    ...[0, 1, 2].map((n) => `P-${n} cover unsupported odd_key`),
    "P-3 cover missing object_not_found",
  ]);
});

Deno.test("leadsBack() tells keys whose plain URL leads to another object", () => {
  const b2 = { endpoint: "https://s3.us-west-004.backblazeb2.com", bucket: "shop" };
  const urls = createBucketUrls(["https://cdn.example/p"], b2);
  const misleading = KEYS.filter(({ key }) => !urls.leadsBack(key)).map(({ key }) => key);
  const expected = ["images/a%20b.jpg", "images/a?b.jpg", "images/a#b.jpg", "images/tail.jpg "];
  assert.deepEqual(misleading, expected);
  for (const key of ["a//b.jpg", "../a.jpg", "a/", "%2e%2e/a.jpg"]) assert.ok(!urls.leadsBack(key));
});
