/**
 * A small shop in which everything has happened that an event can tell: what `deno task golden` keeps of a release.
 * @module
 */
import { sql } from "kysely";
import type { ImageCommand } from "../../src/domain/mod.ts";
import { accepted, execute } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { deleteProduct, markSold, withdrawProduct } from "../../src/shop/mod.ts";
import { storedImage, storedImages } from "../testing/images.ts";
import { insertRows, list, photoOf, SELLER } from "../testing/use_cases.ts";
import { TARGET } from "../testing/unit.ts";

const { botId } = TARGET;

/** Fills a migrated database whose columns are built for {@link TARGET}. */
export async function fillGoldenShop(db: Database): Promise<void> {
  await lamp(db);
  await soldOne(db);
  await lostOne(db);
  await replacedOne(db);
  await erasedOne(db);
  await legacyOne(db);
  await sql`
    insert into bot_users (user_id, language, telegram_language, username, username_seen_at)
    values (${SELLER}, 'fr', 'fr', 'sam', '2026-11-01T08:00:00Z')`.execute(db);
  await sql`
    insert into handled_updates (bot_id, update_id) values (${botId}, 7)`.execute(db);
}

async function tell(db: Database, productId: string, ...commands: ImageCommand[]): Promise<void> {
  for (const command of commands) {
    accepted(await execute(db, productId, command, { actor: "seller", causationId: "update:7" }));
  }
}

const store = (digit: string, more: { picture?: number; original?: string } = {}) => ({
  type: "StoreImages" as const,
  generation: 0,
  images: storedImages(digit),
  ...(more.picture !== undefined && { picture: more.picture }),
  ...(more.original !== undefined && { original: storedImage(more.original) }),
});

/** Three pictures: one is removed, the last is first, a file id was refused. */
async function lamp(db: Database): Promise<void> {
  const photos = [photoOf("AgAC1"), photoOf("AgAC2"), photoOf("AgAC3")];
  const id = await list(db, { title: "Lampe d'été", photos });
  const captured = { botId, fileId: "AgAC4", fileUniqueId: "u4", sha256: "1".repeat(64) };
  await tell(
    db,
    id,
    store("1", { original: "9" }),
    store("3", { picture: 2 }),
    store("5", { picture: 3 }),
    { type: "CaptureFileId", imageType: "cover", captured },
    { type: "InvalidateFileId", imageType: "cover", botId, fileId: "AgAC4", reason: "dead" },
    { type: "RemovePicture", picture: 2 },
    { type: "PutPictureFirst", picture: 3 },
  );
}

async function soldOne(db: Database): Promise<void> {
  const productId = await list(db, { title: "Blue teapot", photos: [photoOf("AgAC5")] });
  await tell(db, productId, store("a", { original: "b" }));
  await db.transaction().execute((tx) => markSold(tx, { productId, sellerId: SELLER }));
  const withdrawn = await list(db, { title: "Chair", photos: [photoOf("AgAC6")] });
  await tell(db, withdrawn, store("c"));
  await db.transaction().execute((tx) =>
    withdrawProduct(tx, { productId: withdrawn, sellerId: SELLER })
  );
}

/** B2 has lost the cover. The thumb was made anew. */
async function lostOne(db: Database): Promise<void> {
  const id = await list(db, { title: "Vase", photos: [photoOf("AgAC7")] });
  const { cover, thumb } = storedImages("1");
  const image = { ...storedImage("7"), origin: "repair" as const };
  await tell(
    db,
    id,
    store("1"),
    { type: "GiveUpImage", imageType: "cover", lostSha256: cover.sha256, reason: "no copy" },
    { type: "RepairImage", imageType: "thumb", lostSha256: thumb.sha256, image },
  );
}

/** The seller has sent another picture, which is not in B2 yet. */
async function replacedOne(db: Database): Promise<void> {
  const id = await list(db, { title: "Clock", photos: [photoOf("AgAC8")] });
  const photo = { botId, fileId: "AgAC9" };
  await tell(db, id, store("3"), { type: "ReplaceImages", reason: "replaced_by_seller", photo });
}

async function erasedOne(db: Database): Promise<void> {
  const productId = await list(db, { title: "Gone", photos: [photoOf("AgAC10")] });
  await tell(db, productId, store("5"));
  const enqueueEraseProduct = () => Promise.resolve();
  await db.transaction().execute((tx) =>
    deleteProduct({ tx, enqueueEraseProduct }, { productId, sellerId: SELLER, cause: "update:9" })
  );
}

/** A row of an older shop with an id of its own, whose picture was imported, and one that waits for its import. */
async function legacyOne(db: Database): Promise<void> {
  await insertRows(db, [
    { product_id: "old/7 étagère", title: "Étagère", cover_image_url: "images/7.jpg" },
    { product_id: "old/8", title: "Stool", cover_image_url: "images/8.jpg" },
  ]);
  const image = { ...storedImage("8"), origin: "migration" as const };
  await tell(db, "old/7 étagère", {
    type: "MigrateImages",
    images: { cover: image, thumb: image },
  });
}
