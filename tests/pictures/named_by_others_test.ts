/**
 * Before a picture is deleted, the shop looks which other product names it.
 * @module
 */
import assert from "node:assert/strict";
import { sql } from "kysely";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { listUrlsOfOthers } from "../../src/pictures/product_row.ts";
import { buffersRead, type PlanMode } from "../../devkit/testing/buffers_read.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";
import { longTest } from "../../devkit/testing/sample.ts";

const NAME = "cover-0123456789abcdef.jpg";
const ourUrl = (folder: string) => `${TARGET.publicUrl}/products/${folder}/${NAME}`;

/** What a column of product B holds, and the key that is asked about. */
const NAMED: readonly { name: string; productId?: string; url: string; key: string }[] = [
  { name: "another product's folder", url: ourUrl("A"), key: `products/A/${NAME}` },
  { name: "its own folder", url: ourUrl("B"), key: `products/B/${NAME}` },
  {
    name: "a folder below another one",
    url: `${TARGET.publicUrl}/old/products/B/${NAME}`,
    key: `old/products/B/${NAME}`,
  },
  {
    name: "a folder that is its id and another one's reference",
    productId: "__QQ",
    url: ourUrl("__QQ"),
    key: `products/__QQ/${NAME}`,
  },
  { name: "dots", url: `${TARGET.publicUrl}/products/B/../A/${NAME}`, key: `products/A/${NAME}` },
  { name: "a list", url: `${ourUrl("B")},${ourUrl("A")}`, key: `products/A/${NAME}` },
  { name: "a list in JSON", url: `["${ourUrl("B")}","${ourUrl("A")}"]`, key: `products/A/${NAME}` },
  { name: "an encoded URL", url: ourUrl("B%2F..%2FA"), key: `products/A/${NAME}` },
  {
    name: "a query",
    url: `https://f1.example/products/B/?fileId=4_z1_f2#/${NAME}`,
    key: "4_z1_f2",
  },
  { name: "a file of an older shop", url: "/uploads/1.jpg", key: "uploads/1.jpg" },
];

Deno.test("listUrlsOfOthers() finds the column of another product that names", async (t) => {
  await using unit = await openUnit({ db: "migrated", products: ["A"] });
  for (const { name, productId = "B", url, key } of NAMED) {
    for (const column of ["cover_image_url", "thumbnail_url"]) {
      await t.step(`${name}, in ${column}`, async () => {
        await sql`delete from products where product_id <> 'A'`.execute(unit.db);
        await sql`insert into products (product_id, ${
          sql.ref(column)
        }) values (${productId}, ${url})`
          .execute(unit.db);
        assert.deepEqual(await listUrlsOfOthers(unit.db, "A", [key]), [url]);
        assert.deepEqual(await listUrlsOfOthers(unit.db, productId, [key]), []);
      });
    }
  }
});

longTest(
  "listUrlsOfOthers() reads no more when the shop has ten times as many products",
  async () => {
    await using unit = await openUnit({ db: "migrated", fresh: true });
    await using db = openDatabase({ url: unit.url, maxConnections: 1 });
    const ask = (at: Database) => listUrlsOfOthers(at, "P1", [ourUrl("P1"), ourUrl("P2")]);
    const read = (mode: PlanMode) => buffersRead(db, mode, ask);
    await addProducts(db, 1, 2_000);
    const before = [await read("force_custom_plan"), await read("force_generic_plan")];
    await addProducts(db, 2_001, 20_000);
    const after = [await read("force_custom_plan"), await read("force_generic_plan")];
    after.forEach((pages, mode) => {
      assert.ok(pages > 0, "nothing was read");
      assert.ok(pages <= before[mode]! + 4, `${before[mode]} pages, then ${pages}`);
    });
  },
);

/** Products with pictures in their own folders, as the shop writes them. */
async function addProducts(db: Database, from: number, to: number): Promise<void> {
  const base = `${TARGET.publicUrl}/products/P`;
  await sql`insert into products (product_id, title, cover_image_url, thumbnail_url)
    select 'P' || n, 'Lamp', ${base} || n || '/cover-0123456789abcdef.jpg',
      ${base} || n || '/thumb-0123456789abcdef.jpg'
    from generate_series(${from}::int, ${to}::int) n`.execute(db);
  await sql`vacuum analyze products`.execute(db);
}
