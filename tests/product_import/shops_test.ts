import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { openUnit } from "../../devkit/testing/unit.ts";
import {
  importRows,
  openCsvSource,
  openSqliteSource,
  openTableSource,
  propose,
  readMapping,
  readPictures,
  type RowSource,
  scanSource,
  writeMapping,
} from "../../src/product_import/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { type ShopCase, SHOPS } from "./shops.ts";

async function openShop(
  db: Database,
  shop: ShopCase,
  schema: string,
  dir: string,
): Promise<RowSource> {
  if (shop.csv !== undefined) {
    const path = `${dir}/${schema}.csv`;
    await Deno.writeTextFile(path, shop.csv);
    return await openCsvSource(path);
  }
  if (shop.sqlite !== undefined) {
    const path = `${dir}/${schema}.db`;
    const file = new DatabaseSync(path);
    file.exec(shop.sqlite);
    file.close();
    return openSqliteSource(path, "t");
  }
  await db.connection().execute(async (connection) => {
    await sql`create schema ${sql.id(schema)}`.execute(connection);
    await sql`set search_path = ${sql.id(schema)}`.execute(connection);
    await sql.raw(shop.sql!).execute(connection);
    await sql`reset search_path`.execute(connection);
  });
  return await openTableSource(db, `${schema}.t`, { isShop: true });
}

async function importedRows(db: Database): Promise<string[]> {
  const { rows } = await sql<{ row: string }>`
    select concat_ws(' ', product_id, title, price_minor, price_currency, seller_id, seller_username,
      cover_image_url, case when withdrawn_at is not null then 'withdrawn' end) as row
    from products order by product_id collate "C"`.execute(db);
  return rows.map(({ row }) => row);
}

async function furtherPictures(db: Database): Promise<string[]> {
  const { rows } = await sql<{ row: string }>`
    select product_id || ' ' || string_agg(picture, ' ' order by place) as row
    from imported_products,
      jsonb_array_elements_text(imported -> 'further') with ordinality as f (picture, place)
    group by product_id order by product_id collate "C"`.execute(db);
  return rows.map(({ row }) => row);
}

Deno.test("propose() and importRows() understand the tables of public shops", async (t) => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const dir = await Deno.makeTempDir({ prefix: "vitrine-shops-" });
  for (const [index, shop] of SHOPS.entries()) {
    await t.step(shop.source, async () => {
      await db.deleteFrom("products").execute();
      await sql`delete from imported_products`.execute(db);
      await using source = await openShop(db, shop, `shop_${index}`, dir);
      const proposal = await propose(source);
      assert.equal(writeMapping(proposal.mapping), shop.columns);
      assert.deepEqual(proposal.furtherPictures, shop.furtherPictures ?? []);
      assert.equal(proposal.pictureTable?.name, shop.pictureTable);
      const pictures = shop.pictureTable === undefined
        ? undefined
        : await readPictures(openSqliteSource(`${dir}/shop_${index}.db`, shop.pictureTable));
      const mapping = readMapping(shop.used ?? shop.columns, source.columns);
      const { style } = await scanSource(source, mapping);
      const reports: unknown[] = [];
      const summary = await importRows(db, source, {
        mapping,
        style,
        sourceName: source.name,
        dryRun: false,
        pictures,
        onReport: (report) => reports.push(report),
      });
      const { further } = shop;
      const rows = { new: shop.rows.length, ...(further !== undefined && { further }) };
      assert.deepEqual(summary.rows, rows, JSON.stringify(reports));
      assert.deepEqual(await importedRows(db), shop.rows);
      assert.deepEqual(await furtherPictures(db), shop.pictures ?? []);
    });
  }
  await Deno.remove(dir, { recursive: true });
});
