import assert from "node:assert/strict";
import { byImage } from "../../src/domain/mod.ts";
import { sql } from "kysely";
import { ensureProjection } from "../../src/event_log/mod.ts";
import { createHealer, createRecentIds, createTelegramFileIds } from "../../src/pictures/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const BOT = 1;
const refused = {
  productId: "TBF-1",
  imageType: "cover",
  fileId: "AgAC1",
  reason: "wrong file identifier",
} as const;
const recentId = { fileUniqueId: undefined, sha256: undefined, captured: true };

async function openHealing() {
  const database = await openUnit({ db: "migrated" });
  await ensureProjection(database.db, { botId: BOT, publicUrl: "https://cdn.example" });
  await sql`insert into products (product_id) values ('TBF-1')`.execute(database.db);
  const fileIds = createTelegramFileIds(database.db, BOT);
  const recent = createRecentIds();
  recent.set("the cover", { fileId: "AgAC1", ...recentId });
  recent.set("the thumb", { fileId: "AgAC2", ...recentId });
  const heal = createHealer({ fileIds, recent });
  return { ...database, fileIds, recent, heal };
}

Deno.test("createHealer() ends the refused id in the log, and forgets it; other ids stay", async () => {
  await using healing = await openHealing();
  const { fileIds, recent, heal } = healing;
  await fileIds.saveTelegramFileId("TBF-1", "AgAC1", "cover");
  await fileIds.saveTelegramFileId("TBF-1", "AgAC2", "thumb");
  await heal(refused);
  const left = byImage((imageType) => imageType === "thumb" ? "AgAC2" : null);
  assert.deepEqual(await fileIds.getBothFileIds("TBF-1"), left);
  assert.equal(recent.get("the cover"), undefined);
  assert.equal(recent.get("the thumb")?.fileId, "AgAC2");
});

Deno.test("createHealer() keeps an id that was captured meanwhile", async () => {
  await using healing = await openHealing();
  const { fileIds, heal } = healing;
  await fileIds.saveTelegramFileId("TBF-1", "AgAC1", "cover");
  await fileIds.saveTelegramFileId("TBF-1", "AgAC3", "cover");
  await heal(refused);
  assert.equal(await fileIds.getProductImageFileId("TBF-1", "cover"), "AgAC3");
});

Deno.test("createHealer() forgets the id and throws nothing when PostgreSQL fails", async () => {
  await using healing = await openHealing();
  const { db, fileIds, recent, heal } = healing;
  await fileIds.saveTelegramFileId("TBF-1", "AgAC1", "cover");
  await sql`alter table image_events rename to image_events_away`.execute(db);
  await heal(refused);
  await sql`alter table image_events_away rename to image_events`.execute(db);
  assert.equal(recent.get("the cover"), undefined);
  assert.equal(await fileIds.getProductImageFileId("TBF-1", "cover"), "AgAC1");
  await heal(refused);
  assert.equal(await fileIds.getProductImageFileId("TBF-1", "cover"), null);
});
