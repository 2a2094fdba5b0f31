import assert from "node:assert/strict";
import { IMAGE_TYPES, PICTURES } from "../../src/domain/mod.ts";
import { sql } from "kysely";
import { appendEvents } from "../../src/event_log/append.ts";
import {
  columnsAsOf,
  ensureProjection,
  execute,
  loadImages,
  replay,
  verify,
} from "../../src/event_log/mod.ts";
import { migrateShop } from "../../src/adoption/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import {
  deleteProduct,
  getCataloguePage,
  type PictureWork,
  searchProducts,
} from "../../src/shop/mod.ts";
import { captured, uploadedAll } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const SELLER = 42;
/** The number of events of a sold product: every upload, and the photo's id before and after. */
const SOLD = IMAGE_TYPES.length + 2;
const target = { botId: 1, publicUrl: "https://cdn.example" };
const metadata = { actor: "seller", causationId: "update:8" };
const by = { actor: `seller:${SELLER}`, causationId: "update:7" };

async function openShopDatabase() {
  const database = await openUnit({ db: "migrated" });
  const { db } = database;
  await ensureProjection(db, target);
  for (const product_id of ["TBF-1", "TBF-2"]) {
    await db.insertInto("products").values({
      product_id,
      title: `Secret lamp ${product_id}`,
      description: "Ring at my door",
      seller_id: SELLER,
      seller_username: "sam_secret",
      price_minor: 1250,
      price_currency: "EUR",
      sale_id: crypto.randomUUID(),
    }).execute();
    const photo = captured("AgAC1", { fileUniqueId: "AQAD1" });
    const events = [photo, ...uploadedAll("a"), photo]
      .map((event) => ({ eventId: crypto.randomUUID(), event }));
    await appendEvents(db, { productId: product_id, expectedVersion: 0, events, metadata: by });
  }
  return database;
}

/** Deletes a product. Returns the refusal, or the addresses of the objects to erase. */
async function remove(
  db: Database,
  sellerId = SELLER,
  productId = "TBF-1",
): Promise<readonly string[] | string> {
  const erased: string[] = [];
  const enqueueEraseProduct: PictureWork["enqueueEraseProduct"] = (_tx, request) => {
    assert.equal(request.productId, productId);
    erased.push(...request.addresses);
    return Promise.resolve();
  };
  const deletion = { productId, sellerId, cause: "update:8" };
  const result = await db.transaction()
    .execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, deletion));
  if (!("refused" in result)) return erased;
  assert.deepEqual(erased, [], "a refusal erases nothing");
  return result.refused;
}

async function rowOf(db: Database, productId = "TBF-1") {
  return await db.selectFrom("products").selectAll().where("product_id", "=", productId)
    .executeTakeFirstOrThrow();
}

async function driftOf(db: Database): Promise<number> {
  const pages = await Array.fromAsync(verify(db));
  return pages.reduce((sum, { drift }) => sum + drift.length, 0);
}

Deno.test("deleteProduct() keeps only the id and the times of the row, and ends its pictures in the log", async () => {
  await using database = await openShopDatabase();
  const { db } = database;
  const before = await rowOf(db);
  const urls = Object.values(PICTURES).map(({ columns }) => before[columns.url]);
  assert.deepEqual(await remove(db), urls);
  const row = await rowOf(db);
  const kept = Object.entries(row).filter(([, value]) => value !== null).map(([name]) => name);
  assert.deepEqual(kept.sort(), [
    "deleted_for_good_at",
    "listed_at",
    "product_id",
    "sale_id",
    "withdrawn_at",
  ]);
  assert.deepEqual([row.sale_id, row.listed_at], [before.sale_id, before.listed_at]);
  const { rows } = await sql`
    select type, image_type, data, metadata from image_events
    where product_id = 'TBF-1' and version > ${SOLD} order by version`.execute(db);
  const event = { type: "ImageDeleted", data: {}, metadata };
  assert.deepEqual(rows, IMAGE_TYPES.map((image_type) => ({ ...event, image_type })));
  assert.equal((await rowOf(db, "TBF-2")).title, "Secret lamp TBF-2");
});

Deno.test("deleteProduct() deletes a withdrawn product too, only for its seller, and only once", async () => {
  await using database = await openShopDatabase();
  const { db } = database;
  assert.equal(await remove(db, 43), "not_yours");
  const withdrawn_at = new Date("2026-01-02T03:04:05Z");
  await db.updateTable("products").set({ withdrawn_at }).execute();
  assert.equal((await remove(db)).length, IMAGE_TYPES.length);
  assert.deepEqual((await rowOf(db)).withdrawn_at, withdrawn_at);
  assert.equal(await remove(db), "withdrawn");
  assert.equal((await loadImages(db, "TBF-1")).version, SOLD + IMAGE_TYPES.length);
  assert.equal(await remove(db, SELLER, "TBF-9"), "not_yours");
});

Deno.test("no catalogue and no search finds a deleted product", async () => {
  await using database = await openShopDatabase();
  const { db } = database;
  await remove(db);
  const here = { at: "product", productId: "TBF-1" } as const;
  assert.equal(await getCataloguePage(db, here), undefined);
  assert.equal(await getCataloguePage(db, here, SELLER), undefined);
  const { products: found } = await searchProducts(db, "", { limit: 10 });
  assert.deepEqual(found.map(({ productId }) => productId), ["TBF-2"]);
  assert.deepEqual(await searchProducts(db, "TBF-1", { limit: 10 }), { products: [] });
});

Deno.test("verify and replay agree with a deleted product, for any bot", async () => {
  await using database = await openShopDatabase();
  const { db } = database;
  await remove(db);
  assert.equal(await driftOf(db), 0);
  const replayed = await replay(db);
  assert.equal(replayed.changed, 0);
  await ensureProjection(db, { botId: 2, publicUrl: "https://other.example" });
  await ensureProjection(db, target);
  const { telegram_cover_file_id, cover_image_url } = await rowOf(db);
  assert.deepEqual([telegram_cover_file_id, cover_image_url], [null, null]);
  assert.equal(await driftOf(db), 0);
});

Deno.test("columnsAsOf() still shows what the columns held before the deletion", async () => {
  await using database = await openShopDatabase();
  const { db } = database;
  await remove(db);
  const held = async (position: number) => {
    const pages = await Array.fromAsync(columnsAsOf(db, { position }, { productId: "TBF-1" }));
    return pages.flat()[0]?.columns.cover_image_url;
  };
  assert.equal(await held(SOLD), "https://cdn.example/products/TBF-1/a.jpg");
  assert.equal(await held(1000), null);
});

Deno.test("the database refuses to fill a deleted row again, by hand or by an append", async () => {
  await using database = await openShopDatabase();
  const { db } = database;
  await remove(db);
  await assert.rejects(
    sql`update products set title = 'Back' where product_id = 'TBF-1'`.execute(db),
    /products_deleted_for_good/,
  );
  // A process of an older release does this, because it does not know about deletions.
  const event = { eventId: crypto.randomUUID(), event: captured("AgAC9") };
  const expectedVersion = SOLD + IMAGE_TYPES.length;
  const append = { productId: "TBF-1", expectedVersion, events: [event], metadata };
  await assert.rejects(appendEvents(db, append), /products_deleted_for_good/);
  const capture = {
    type: "CaptureFileId",
    imageType: "cover",
    captured: { botId: 1, fileId: "AgAC9" },
  } as const;
  assert.deepEqual(await execute(db, "TBF-1", capture, metadata), { refused: "deleted" });
  assert.equal((await loadImages(db, "TBF-1")).version, expectedVersion);
});

Deno.test("deleteProduct() empties a legacy row whose columns were not null", async () => {
  await using database = await openUnit({ db: "empty" });
  const { db } = database;
  await sql.raw(`
    create table products (
      product_id varchar(32) primary key, title text not null, description text not null,
      seller_id integer not null, cover_image_url varchar(80) not null, telegram_cover_file_id text
    );
    insert into products values ('TBF-1', 'Lamp', 'Fine', 42, 'images/1.jpg', 'AgAC-legacy')`)
    .execute(db);
  await migrateShop(db);
  await ensureProjection(db, target);
  assert.deepEqual(await remove(db), ["images/1.jpg"]);
  const row = await rowOf(db);
  assert.deepEqual(
    [row.title, row.description, row.seller_id, row.cover_image_url, row.telegram_cover_file_id],
    [null, null, null, null, null],
  );
  assert.equal(await driftOf(db), 0);
});
