import assert from "node:assert/strict";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { sql } from "kysely";
import { loadStatistics } from "../../src/shop/mod.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";
import { insertRows, list } from "../../devkit/testing/use_cases.ts";

const { publicUrl } = TARGET;

Deno.test("loadStatistics() of an empty shop returns zeros", async () => {
  await using database = await openUnit({ db: "projected" });
  assert.deepEqual(await loadStatistics(database.db, publicUrl), {
    onSale: 0,
    withdrawn: 0,
    pictures: { fileId: 0, stored: 0, legacy: 0, none: 0 },
    drift: 0,
  });
});

Deno.test("loadStatistics() counts products once, and each picture on sale by its best rung", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const ours = `${publicUrl}/products/x.jpg`;
  await insertRows(db, [
    { product_id: "TBF-1", cover_image_url: ours, telegram_cover_file_id: "id" },
    { product_id: "TBF-2", cover_image_url: ours, thumbnail_url: ours },
    { product_id: "TBF-3", cover_image_url: "images/3.jpg" },
    { product_id: "TBF-4", cover_image_url: `${publicUrl}.evil.example/4.jpg` },
    { product_id: "TBF-5", cover_image_url: ours, withdrawn_at: new Date() },
  ]);
  const { onSale, withdrawn, pictures } = await loadStatistics(db, publicUrl);
  assert.deepEqual([onSale, withdrawn], [4, 1]);
  const none = 4 * IMAGE_TYPES.length - 5;
  assert.deepEqual(pictures, { fileId: 1, stored: 2, legacy: 2, none });
});

Deno.test("loadStatistics() counts the rows that disagree with the log", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const productId = await list(db);
  assert.equal((await loadStatistics(db, publicUrl)).drift, 0);
  await sql`update products set telegram_cover_file_id = 'other' where product_id = ${productId}`
    .execute(db);
  assert.equal((await loadStatistics(db, publicUrl)).drift, 1);
});
