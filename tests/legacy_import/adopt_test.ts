import assert from "node:assert/strict";
import { sql } from "kysely";
import { isBare } from "../../src/imaging/mod.ts";
import { findNamedObject, listReplacedValues, loadImages } from "../../src/event_log/mod.ts";
import { objectKey } from "../../src/domain/mod.ts";
import { createPutProbe } from "../../src/legacy_import/mod.ts";
import { later } from "../../devkit/testing/repair.ts";
import { putByHand } from "../../devkit/testing/s3.ts";
import { sha256Hex } from "../../src/storage/mod.ts";
import { png } from "../../devkit/testing/pictures.ts";
import { SECRET_PICTURES } from "../../devkit/testing/secret_pictures.ts";
import { openMigration, renderingWhile } from "../../devkit/testing/migration_process.ts";
import type { LegacyShop } from "../../devkit/testing/legacy_shop.ts";

Deno.test("importPictures() adopts objects with an encoded URL of the bucket", async () => {
  await using migration = await openMigration();
  const { shop, deps } = migration;
  const key = "old shop/5.png";
  await shop.row(
    "TBF-5",
    await putObject(shop, key, await png({ widthPx: 60, heightPx: 40, seed: 5 })),
  );
  assert.deepEqual(
    await migration.run(),
    [],
    "a row of our bucket needs no import, with any scheme",
  );
  assert.deepEqual(await migration.run({ adopt: true }), ["TBF-5 cover adopted"]);
  const { images: { cover } } = await loadImages(deps.db, "TBF-5");
  assert.deepEqual([cover.stored?.key, cover.stored?.contentType], [key, "image/png"]);
  assert.deepEqual(await shop.columns("TBF-5"), [`ours:${key}`, null]);
});

Deno.test("importPictures() renders the further objects of a list, and the log names them", async () => {
  await using migration = await openMigration();
  const { shop, deps } = migration;
  const urls: string[] = [];
  for (const seed of [1, 2]) {
    urls.push(
      await putObject(shop, `old/${seed}.png`, await png({ widthPx: 60, heightPx: 40, seed })),
    );
  }
  await shop.row("TBF-1", JSON.stringify([...urls, `${shop.publicUrl}/old/none.png`]));
  assert.deepEqual(await migration.run(), []);
  assert.deepEqual(await migration.run({ adopt: true }), [
    "TBF-1 cover adopted",
    "TBF-1 cover.2 migrated leaves old/2.png",
    "TBF-1 cover.3 missing object_not_found",
    "TBF-1 thumb.2 migrated",
  ]);
  const named = await findNamedObject(deps.db, "old/2.png");
  assert.ok(named, "so the deletion of the product finds it");
  const kept = await listReplacedValues(deps.db, "TBF-1");
  assert.ok(kept.includes(`${shop.publicUrl}/old/none.png`), "and what was not there");
  assert.deepEqual(await migration.run({ adopt: true, recognise: true }), [
    "TBF-1 cover.3 missing object_not_found",
  ]);
});

Deno.test.each(SECRET_PICTURES)(
  "importPictures() renders an adopted $format that contains its location",
  async ({ format, make }) => {
    await using migration = await openMigration();
    const { shop, deps } = migration;
    const key = `old/${format}`;
    await shop.row("TBF-6", null, await putObject(shop, key, await make()));
    const told = await migration.run({ adopt: true });
    assert.deepEqual(told, [`TBF-6 thumb migrated leaves ${key}`]);
    const { images: { thumb } } = await loadImages(deps.db, "TBF-6");
    assert.match(thumb.stored?.key ?? "", /^products\/TBF-6\/thumb-/);
    assert.deepEqual([thumb.stored!.widthPx, thumb.stored!.heightPx], [480, 360], "not enlarged");
    assert.deepEqual(await shop.columns("TBF-6"), [null, `ours:${thumb.stored!.key}`]);
    assert.ok(isBare(await deps.store.get(thumb.stored!.key) ?? new Uint8Array()));
    const bytes = await deps.store.get(key);
    assert.ok(bytes, "the legacy object stays");
    assert.deepEqual(await findNamedObject(deps.db, key).then((named) => named?.pictures), []);
    const { rows: [old] } = await sql<{ data: unknown }>`
      select data from image_events where product_id = 'TBF-6' and version = 1`.execute(deps.db);
    assert.deepEqual(old?.data, {
      bucket: deps.bucket,
      key,
      sha256: sha256Hex(bytes),
      sizeBytes: bytes.length,
      widthPx: 480,
      heightPx: 360,
      contentType: `image/${format}`,
      origin: "adoption",
    });
    assert.deepEqual(await migration.run({ adopt: true }), [], "the second run has no work");
  },
);

Deno.test("importPictures() removes only its own objects when the product is deleted for good", async () => {
  await using migration = await openMigration();
  const { shop, deps } = migration;
  const [found, secret] = ["products/TBF-1/old.png", "old/secret.jpg"];
  const url = await putObject(shop, found, await png({ widthPx: 60, heightPx: 40, seed: 6 }));
  const thumb = await putObject(shop, secret, await SECRET_PICTURES[0]!.make());
  await shop.row("TBF-1", url, thumb);
  const renderer = renderingWhile(deps, { type: "DeleteImages" });
  assert.deepEqual(await migration.run({ adopt: true, renderer }), [
    "TBF-1 cover superseded deleted",
    "TBF-1 thumb superseded deleted",
  ]);
  const left = await Array.fromAsync(deps.store.list(""), ({ key }) => key);
  assert.deepEqual(left, [secret, found], "another row may use them");
});

Deno.test.each([
  { age: "just now", now: () => new Date(), versions: 1 },
  { age: "two days ago", now: later, versions: 2 },
])(
  "importPictures() puts an adopted object of ours again if a clean-up may delete it; it was put $age",
  async ({ now, versions }) => {
    await using migration = await openMigration();
    const { shop, deps } = migration;
    const picture = await png({ widthPx: 60, heightPx: 40, seed: 7 });
    const sha256 = sha256Hex(picture);
    const key = objectKey("TBF-1", "cover", sha256);
    await deps.store.put(key, picture, { sha256, contentType: "image/png" });
    await shop.row("TBF-1", `${shop.publicUrl}/${key}`);
    const probe = createPutProbe(now);
    assert.deepEqual(await migration.run({ adopt: true, probe }), ["TBF-1 cover adopted"]);
    assert.equal((await deps.store.versions(key)).length, versions);
  },
);

Deno.test("importPictures() adopts an old object below products/ whose name is none of ours", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  const picture = await png({ widthPx: 60, heightPx: 40, seed: 8 });
  const url = await putObject(shop, "products/TBF-1/old.png", picture);
  await shop.row("TBF-1", url);
  const probe = createPutProbe(later);
  assert.deepEqual(await migration.run({ adopt: true, probe }), ["TBF-1 cover adopted"]);
});

/** Puts an object like a legacy shop, and returns its URL. */
async function putObject(
  { publicUrl, behind }: LegacyShop,
  key: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<string> {
  await putByHand(behind, encodeURI(key), body);
  return `${publicUrl}/${encodeURI(key)}?v=1`;
}
