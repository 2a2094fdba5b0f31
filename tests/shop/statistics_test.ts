import assert from "node:assert/strict";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { sql } from "kysely";
import { loadStatistics } from "../../src/shop/mod.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";
import { insertRows } from "../../devkit/testing/use_cases.ts";

const { publicUrl } = TARGET;

Deno.test("loadStatistics() of an empty shop returns zeros", async () => {
  await using database = await openUnit({ db: "projected" });
  assert.deepEqual(await loadStatistics(database.db, publicUrl), {
    onSale: 0,
    withdrawn: 0,
    pictures: { fileId: 0, stored: 0, legacy: 0, none: 0 },
    upTo: 10_000,
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

Deno.test("loadStatistics() counts up to a number of products, and the pictures of the newest", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  await sql`
    insert into products
      (product_id, title, listed_at, telegram_cover_file_id, withdrawn_at, deleted_for_good_at)
    select 'TBF-' || n, case when n < 8 then 'Lamp' end, now() + n * interval '1 day',
      case when n in (3, 4) then 'id ' || n end, case when n > 4 then now() end,
      case when n = 8 then now() end
    from generate_series(1, 8) n`.execute(db);
  const { pictures, ...some } = await loadStatistics(db, publicUrl, 2);
  assert.deepEqual(some, { onSale: 2, withdrawn: 2, upTo: 2 });
  assert.equal(pictures.fileId, 2, "of TBF-4 and TBF-3");
  const { onSale, withdrawn } = await loadStatistics(db, publicUrl);
  assert.deepEqual([onSale, withdrawn], [4, 3], "one is deleted for good");
});
