import assert from "node:assert/strict";
import { objectKey } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { png } from "../../devkit/testing/pictures.ts";
import { isStored } from "../../devkit/testing/legacy_shop.ts";
import { ofEach, openMigration } from "../../devkit/testing/migration_process.ts";

const IDS = ["42", "Chaise n° 7", "..", "a/b", "ж".repeat(200), "x".repeat(65)];

Deno.test("importPictures() brings in the pictures of products with any id", async () => {
  await using migration = await openMigration();
  const { shop, deps } = migration;
  await shop.file("one.png", await png({ widthPx: 60, heightPx: 40, seed: 5 }));
  for (const id of IDS) await shop.row(id, "one.png");
  const told = await migration.run();
  assert.deepEqual(told, IDS.flatMap((id) => ofEach(id, "migrated")).sort());
  for (const id of IDS) {
    assert.ok(await isStored(shop, id), id);
    const { images: { cover } } = await loadImages(deps.db, id);
    assert.equal(cover.stored?.key, objectKey(id, "cover", cover.stored!.sha256));
  }
});
