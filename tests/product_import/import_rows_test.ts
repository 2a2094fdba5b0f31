import assert from "node:assert/strict";
import { sql } from "kysely";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";
import { deleteProduct } from "../../src/shop/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import {
  importRows,
  openCsvSource,
  readMapping,
  type RowSummary,
  scanSource,
} from "../../src/product_import/mod.ts";
import type { PlanOptions } from "../../src/product_import/plan_row.ts";
import type { RowReport } from "../../src/product_import/report.ts";

const COLUMNS =
  "product_id=id,title=name,price=price,currency=EUR,seller_id=seller,on_sale=active,cover=img";

interface Result extends RowSummary {
  readonly told: readonly string[];
}

/** Imports rows of `id,name,price,seller,active,img`. */
async function importCsv(
  db: Database,
  lines: readonly string[],
  options: Partial<PlanOptions & { dryRun: boolean; columns: string }> = {},
): Promise<Result> {
  const path = await Deno.makeTempFile({ prefix: "vitrine-rows-", suffix: ".csv" });
  try {
    await Deno.writeTextFile(path, ["id,name,price,seller,active,img", ...lines, ""].join("\n"));
    await using source = await openCsvSource(path);
    const mapping = readMapping(options.columns ?? COLUMNS, source.columns);
    const { style } = await scanSource(source, mapping);
    const told: string[] = [];
    const summary = await importRows(db, source, {
      ...{ mapping, style, sourceName: "items.csv", dryRun: false },
      ...options,
      onReport: (report) => told.push(describe(report)),
    });
    return { ...summary, told };
  } finally {
    await Deno.remove(path);
  }
}

function describe(report: RowReport): string {
  switch (report.about) {
    case "problem":
      return `${report.problem.at} ${report.problem.column ?? "-"}: ${report.problem.wrong}`;
    case "difference":
      return `${report.productId} ${report.difference.name}${
        report.difference.isOverwritten ? " overwritten" : ""
      }`;
    case "taken":
      return `${report.productId} taken, from ${report.from ?? "the shop"}`;
    case "vanished":
      return `${report.productId} vanished`;
    case "note":
      return `${report.productId}: ${report.note}`;
  }
}

async function rowsOf(db: Database): Promise<string[]> {
  const { rows } = await sql<{ row: string }>`
    select concat_ws(' ', product_id, title, price_minor, price_currency, seller_id, cover_image_url,
      case when withdrawn_at is not null then 'withdrawn' end) as row
    from products order by product_id collate "C"`.execute(db);
  return rows.map(({ row }) => row);
}

Deno.test("importRows() names what is wrong with rows, and imports the others", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const { rows, told } = await importCsv(db, [
    "1,Chair,12.50,123456789,yes,a.jpg",
    ",Lamp,1,,,",
    "3, ,1,,,",
    "4,Desk,cheap,,,",
    "5,Desk,-4,,,",
    "6,Desk,4,someone,,",
    "7,Desk,4,,perhaps,",
    "1,Chair again,3,,,",
    "8,Desk,4,,,b.jpg,c.jpg",
    "9,Desk",
    "10,De\0sk,4,,,",
    `11,${"x".repeat(20_001)},4,,,`,
    `${"y".repeat(201)},Desk,4,,,`,
    '"1\n3",Desk,4,,,',
    "14,Desk,None,0,,NULL",
    '="0042","Caf\ufffd",4,,,',
    '15,"<b>D</b>\u202e",4,,no,"[""p.jpg"",""q.jpg""]"',
  ]);
  assert.deepEqual(rows, { new: 4, bad: 13 });
  assert.deepEqual(
    told.filter((line) => line.startsWith("line")).map((line) => line.slice(0, 58)),
    [
      "line 3 id: The id is empty. Every product needs one",
      "line 4 name: The title is empty. Write one, or remove the ",
      "line 5 price: That is no price. Write a number such as 12.",
      "line 6 price: The price is below zero. Write a number such",
      "line 7 seller: That is no Telegram user id. It is a number",
      "line 8 active: That is neither yes nor no. Write true or f",
      "line 9 id: The id is in line 2 already, and that row count",
      "line 10 -: The line has 1 more values than columns. Put va",
      "line 11 price: The line ends before this column. Is a line",
      "line 12 name: The value contains a zero byte, which no tex",
      "line 13 name: The value has 20001 characters, more than 20",
      "line 14 id: The id is longer than 200 characters. Shorten ",
      "line 15 id: The id contains a line break or a control char",
    ],
  );
  assert.match(told.at(-1)!, /^0042: a character is damaged/);
  assert.deepEqual(await rowsOf(db), [
    "0042 Caf\ufffd 400 EUR",
    "1 Chair 1250 EUR 123456789 a.jpg",
    "14 Desk",
    "15 <b>D</b> 400 EUR p.jpg withdrawn",
  ]);
});

interface Scene {
  readonly name: string;
  /** The source at the second run; the first one is {@link FIRST}. */
  readonly second: readonly string[];
  /** What happens in the shop in between. */
  readonly shop?: (db: Database) => Promise<unknown>;
  readonly options?: Partial<PlanOptions & { dryRun: boolean }>;
  readonly rows: Result["rows"];
  readonly told?: readonly string[];
  /** The row of the product 1. */
  readonly then: string;
}

const FIRST = ["1,Chair,12.50,123456789,yes,a.jpg"];
const set = (values: Record<string, unknown>) => (db: Database) =>
  db.updateTable("products").set(values).where("product_id", "=", "1").execute();
const AS_BEFORE = "1 Chair 1250 EUR 123456789 a.jpg";

const SCENES: readonly Scene[] = [
  { name: "nothing changed", second: FIRST, rows: { unchanged: 1 }, then: AS_BEFORE },
  {
    name: "everything changed in the source",
    second: ["1,Sofa,13,987654321,no,b.jpg"],
    rows: { changed: 1 },
    then: "1 Sofa 1300 EUR 987654321 b.jpg withdrawn",
  },
  {
    name: "the same price, written in another way",
    second: ['1,Chair,"12,5 €",123456789.0,true,a.jpg'],
    rows: { unchanged: 1 },
    then: AS_BEFORE,
  },
  {
    name: "the seller changed the title",
    second: FIRST,
    shop: set({ title: "Best chair" }),
    rows: { unchanged: 1 },
    then: "1 Best chair 1250 EUR 123456789 a.jpg",
  },
  {
    name: "the seller changed the title, the source the price",
    second: ["1,Chair,13,123456789,yes,a.jpg"],
    shop: set({ title: "Best chair" }),
    rows: { changed: 1 },
    then: "1 Best chair 1300 EUR 123456789 a.jpg",
  },
  {
    name: "both changed the title",
    second: ["1,Sofa,12.50,123456789,yes,a.jpg"],
    shop: set({ title: "Best chair" }),
    rows: { differs: 1 },
    told: ["1 title"],
    then: "1 Best chair 1250 EUR 123456789 a.jpg",
  },
  {
    name: "both changed the title to the same",
    second: ["1,Sofa,12.50,123456789,yes,a.jpg"],
    shop: set({ title: "Sofa" }),
    rows: { unchanged: 1 },
    then: "1 Sofa 1250 EUR 123456789 a.jpg",
  },
  {
    name: "both changed the title, and the source's counts",
    second: ["1,Sofa,12.50,123456789,yes,a.jpg"],
    shop: set({ title: "Best chair" }),
    options: { prefer: "source" },
    rows: { changed: 1 },
    told: ["1 title overwritten"],
    then: "1 Sofa 1250 EUR 123456789 a.jpg",
  },
  {
    name: "both changed the title, and the shop's counts",
    second: ["1,Sofa,12.50,123456789,yes,a.jpg"],
    shop: set({ title: "Best chair" }),
    options: { prefer: "shop" },
    rows: { unchanged: 1 },
    told: ["1 title"],
    then: "1 Best chair 1250 EUR 123456789 a.jpg",
  },
  {
    name: "the seller withdrew it",
    second: ["1,Chair,13,123456789,yes,a.jpg"],
    shop: set({ withdrawn_at: sql`now()` }),
    rows: { changed: 1 },
    then: "1 Chair 1300 EUR 123456789 a.jpg withdrawn",
  },
  {
    name: "the row vanished, another came",
    second: ["2,Lamp,1,,,"],
    rows: { new: 1, vanished: 1 },
    told: ["1 vanished"],
    then: AS_BEFORE,
  },
  {
    name: "the row vanished, and it is not on sale",
    second: ["2,Lamp,1,,,"],
    shop: set({ withdrawn_at: sql`now()` }),
    rows: { new: 1 },
    then: `${AS_BEFORE} withdrawn`,
  },
  {
    name: "the row is wrong now, which is not vanished",
    second: ["1,Chair,cheap,,,"],
    rows: { bad: 1 },
    told: ["line 2 price: That is no price. Write a number such as 12.50"],
    then: AS_BEFORE,
  },
  {
    name: "another source has the id",
    second: ["1,Potato,1,,,"],
    options: { sourceName: "vegetables.csv" },
    rows: { taken: 1 },
    told: ["1 taken, from items.csv"],
    then: AS_BEFORE,
  },
  {
    name: "the row of the shop is gone",
    second: FIRST,
    shop: (db) => db.deleteFrom("products").execute(),
    rows: { new: 1 },
    then: AS_BEFORE,
  },
  {
    name: "a dry run of changes",
    second: ["1,Sofa,13,987654321,no,b.jpg", "2,Lamp,1,,,c.jpg"],
    options: { dryRun: true },
    rows: { changed: 1, new: 1 },
    then: AS_BEFORE,
  },
];

Deno.test("importRows() merges a second run with what happened in the shop", async (t) => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  for (const { name, second, shop, options, rows, told = [], then } of SCENES) {
    await t.step(name, async () => {
      await db.deleteFrom("products").execute();
      await sql`delete from imported_products`.execute(db);
      assert.deepEqual((await importCsv(db, FIRST)).rows, { new: 1 });
      await shop?.(db);
      const result = await importCsv(db, second, options);
      assert.deepEqual({ rows: result.rows, told: result.told }, { rows, told });
      assert.equal((await rowsOf(db))[0], then);
      if (rows.differs || rows.bad || rows.vanished || rows.taken || options?.dryRun) return;
      const again = await importCsv(db, second, { ...options, prefer: undefined });
      assert.deepEqual(again.rows, { unchanged: second.length }, "settled");
    });
  }
});

Deno.test("importRows() writes nothing for rows that are in already", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const lines = Array.from({ length: 450 }, (_, n) => `${n},Chair ${n},${n}.50,,,`);
  const versions = async () =>
    (await sql`select p.xmin::text, i.xmin::text as imported, p.product_id from products p
      join imported_products i using (product_id) order by 3`.execute(db)).rows;
  assert.deepEqual((await importCsv(db, lines)).rows, { new: 450 });
  const before = await versions();
  assert.equal(new Set(before.map((row) => (row as { xmin: string }).xmin)).size, 3, "batches");
  assert.deepEqual((await importCsv(db, lines)).rows, { unchanged: 450 });
  assert.deepEqual(await versions(), before);
});

Deno.test.each<{ prices: string[]; minor: (number | null)[] }>([
  { prices: ["1.234", "2,50"], minor: [123400, 250] },
  { prices: ["1.230", "2.50"], minor: [123, 250] },
  { prices: ["1,234", "20"], minor: [123400, 2000] },
  { prices: ["1.234", "2,50", "2.50"], minor: [123400, 250, 250] },
])("importRows() reads $prices as $minor", async ({ prices, minor }) => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  await importCsv(db, prices.map((price, n) => `${n},Chair,"${price}",,,`));
  const rows = await db.selectFrom("products").select("price_minor").orderBy("product_id")
    .execute();
  assert.deepEqual(rows.map((row) => row.price_minor), minor);
});

Deno.test("importRows() names a row that a legacy table refuses, and imports the others", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  await sql`alter table products add constraint cheap check (price_minor < 100000)`.execute(db);
  const lines = Array.from(
    { length: 250 },
    (_, n) => `${n},Chair ${n},${n === 7 ? 5000 : n}.50,,,`,
  );
  const { rows, told } = await importCsv(db, lines);
  assert.deepEqual(rows, { new: 249, bad: 1 });
  assert.match(told[0]!, /^line 9 -: The shop's table refuses it: .*constraint "cheap"/);
  assert.deepEqual((await importCsv(db, lines)).rows, { unchanged: 249, bad: 1 });
});

Deno.test("importRows() takes a product of the shop for the row's only if the titles agree", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const add = (product_id: string, title: string | null, price_minor: number | null = null) =>
    db.insertInto("products").values(
      { product_id, title, price_minor, price_currency: "EUR" } as never,
    )
      .execute();
  await add("1", "Potato");
  await add("2", "Lamp");
  await add("3", null, 700);
  const { rows, told } = await importCsv(db, ["1,Chair,1,,,", "2,Lamp,2,,,", "3,Desk,3,,,"]);
  assert.deepEqual(rows, { taken: 1, changed: 1, differs: 1 });
  assert.deepEqual(told, ["1 taken, from the shop", "3 price"]);
  assert.deepEqual(await rowsOf(db), ["1 Potato EUR", "2 Lamp 200 EUR", "3 Desk 700 EUR"]);
});

Deno.test("a product that is deleted for good is not imported again, and leaves nothing behind", async () => {
  await using unit = await openUnit({ db: "projected" });
  const { db } = unit;
  await importCsv(db, FIRST);
  const deletion = { productId: "1", sellerId: 123456789, cause: "test" };
  const deleted = await db.transaction().execute((tx) =>
    deleteProduct({ tx, enqueueEraseProduct: () => Promise.resolve() }, deletion)
  );
  assert.deepEqual(deleted, { deleted: "1" });
  assert.deepEqual((await sql`select * from imported_products`.execute(db)).rows, []);
  assert.deepEqual((await importCsv(db, FIRST)).rows, { deleted: 1 });
  assert.deepEqual(await rowsOf(db), ["1 withdrawn"]);
});

Deno.test("two imports of the same rows at once bring each row in once", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const lines = Array.from({ length: 200 }, (_, n) => `${n},Chair ${n},${n}.50,,,`);
  // Somebody holds a row in the middle, so both have begun. The second one has the other order: without turns, each
  // would then wait for the other.
  const held = await db.startTransaction().execute();
  await held.insertInto("products").values({ product_id: "100" } as never).execute();
  const both = Promise.all([importCsv(db, lines), importCsv(db, lines.toReversed())]);
  await until("both wait", async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    return rows.length === 2;
  });
  await held.rollback().execute();
  const runs = await both;
  const count = (outcome: "new" | "unchanged") =>
    runs.reduce((sum, { rows }) => sum + (rows[outcome] ?? 0), 0);
  assert.deepEqual([count("new"), count("unchanged")], [200, 200]);
});
