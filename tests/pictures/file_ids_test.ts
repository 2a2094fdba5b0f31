import assert from "node:assert/strict";
import { byImage } from "../../src/domain/mod.ts";
import { sql } from "kysely";
import { createTelegramFileIds } from "../../src/pictures/mod.ts";
import { ensureProjection, execute, loadImages } from "../../src/event_log/mod.ts";
import { storedImages } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const BOT = 1;
const NONE = byImage(() => null);

async function openFileIds() {
  const database = await openUnit({ db: "migrated" });
  await ensureProjection(database.db, { botId: BOT, publicUrl: "https://cdn.example" });
  await sql`insert into products (product_id) values ('TBF-1')`.execute(database.db);
  const fileIds = createTelegramFileIds(database.db, BOT);
  return { ...database, fileIds, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

Deno.test("getProductImageFileId() and getBothFileIds() find what saveTelegramFileId() saved", async () => {
  await using shop = await openFileIds();
  const { fileIds } = shop;
  assert.deepEqual(await fileIds.getBothFileIds("TBF-1"), NONE);
  await fileIds.saveTelegramFileId("TBF-1", "AgAC1", "cover");
  await fileIds.saveTelegramFileId("TBF-1", "AgAC2", "thumb");
  assert.equal(await fileIds.getProductImageFileId("TBF-1", "cover"), "AgAC1");
  assert.equal(await fileIds.getProductImageFileId("TBF-1", "thumb"), "AgAC2");
  const before = shop.statements.length;
  assert.deepEqual(await fileIds.getBothFileIds("TBF-1"), {
    ...NONE,
    cover: "AgAC1",
    thumb: "AgAC2",
  });
  assert.equal(shop.statements.length - before, 1, "one query");
});

Deno.test("getBothFileIds() finds none for an unknown product", async () => {
  await using shop = await openFileIds();
  assert.deepEqual(await shop.fileIds.getBothFileIds("TBF-9"), NONE);
  assert.equal(await shop.fileIds.getProductImageFileId("TBF-9", "cover"), null);
});

Deno.test("saveTelegramFileId() refuses an id for bytes that were replaced", async () => {
  await using shop = await openFileIds();
  await execute(shop.db, "TBF-1", {
    type: "StoreImages",
    generation: 0,
    images: storedImages("a"),
  }, { actor: "test" });
  const late = { sha256: "c".repeat(64) };
  const saved = await shop.fileIds.saveTelegramFileId("TBF-1", "AgAC1", "cover", late);
  assert.deepEqual(saved, { refused: "not_current" });
  assert.equal(await shop.fileIds.getProductImageFileId("TBF-1", "cover"), null);
});

Deno.test("invalidateCache() ends both ids by events, and returns how many there were", async () => {
  await using shop = await openFileIds();
  const { fileIds } = shop;
  await fileIds.saveTelegramFileId("TBF-1", "AgAC1", "cover");
  await fileIds.saveTelegramFileId("TBF-1", "AgAC2", "thumb");
  assert.equal(await fileIds.invalidateCache("TBF-1"), 2);
  assert.deepEqual(await fileIds.getBothFileIds("TBF-1"), NONE);
  assert.equal((await loadImages(shop.db, "TBF-1")).version, 4);
  assert.equal(await fileIds.invalidateCache("TBF-1"), 0);
});

Deno.test("invalidateFileId() clears a legacy row's id that no event names", async () => {
  await using shop = await openFileIds();
  await sql`update products set telegram_cover_file_id = 'legacy'`.execute(shop.db);
  await shop.fileIds.invalidateFileId("TBF-1", "legacy", "cover", "wrong file identifier");
  assert.equal(await shop.fileIds.getProductImageFileId("TBF-1", "cover"), null);
});
