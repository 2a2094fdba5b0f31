import assert from "node:assert/strict";
import type { Database } from "../../src/postgres/mod.ts";
import { productName, readProductName, searchProducts } from "../../src/shop/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { insertRows } from "../../devkit/testing/use_cases.ts";

const TITLES = ["50% off", "50 off", "a_b", "axb", "back\\slash", "Élan", "it's"];

/** The titles of all pages. */
async function pagesOf(db: Database, query: string, limit: number) {
  const pages = [];
  let before: number | undefined;
  do {
    const { products, next } = await searchProducts(db, query, { limit, before });
    pages.push(products.map(({ title }) => title));
    before = next;
  } while (before !== undefined);
  return pages;
}

async function openShelf() {
  const database = await openUnit({ db: "projected" });
  const rows = TITLES.map((title, index) => ({ product_id: `TBF-${index}`, title }));
  await insertRows(database.db, rows);
  return database;
}

const CASES: readonly { query: string; found: string[] }[] = [
  { query: "off", found: ["50 off", "50% off"] },
  { query: "OFF", found: ["50 off", "50% off"] },
  { query: "50%", found: ["50% off"] },
  { query: "%", found: ["50% off"] },
  { query: "_", found: ["a_b"] },
  { query: "\\", found: ["back\\slash"] },
  { query: "Éla", found: ["Élan"] },
  { query: "'", found: ["it's"] },
  { query: "TBF-3", found: ["axb"] },
  { query: "  a_b\n", found: ["a_b"] },
  { query: "a\u200b_b", found: ["a_b"] },
  { query: "\0", found: TITLES.toReversed() },
  { query: "", found: TITLES.toReversed() },
  { query: "x".repeat(256), found: [] },
];

Deno.test("searchProducts() finds an id or a part of a title, and treats every character literally", async (t) => {
  await using database = await openShelf();
  for (const { query, found } of CASES) {
    await t.step(JSON.stringify(query).slice(0, 20), async () => {
      const { products } = await searchProducts(database.db, query, { limit: 20 });
      assert.deepEqual(products.map(({ title }) => title), found);
    });
  }
});

Deno.test("searchProducts() reads only as much of a query as a title can have", async () => {
  await using database = await openShelf();
  const title = "T".repeat(120);
  await insertRows(database.db, [{ product_id: "TBF-LONG", title }]);
  const { products } = await searchProducts(database.db, `${title} and more`, { limit: 1 });
  assert.equal(products[0]?.title, title);
});

Deno.test("searchProducts() returns pages, what came on sale last first, without withdrawn products", async () => {
  await using database = await openShelf();
  const { db } = database;
  const withdraw = (title: string, withdrawn_at: Date | null) =>
    db.updateTable("products").set({ withdrawn_at }).where("title", "=", title).execute();
  await withdraw("Élan", new Date());
  await insertRows(db, [{ product_id: "Chaise n° 7" }]);
  assert.deepEqual(await pagesOf(db, "", 2), [
    [null, "it's"],
    ["back\\slash", "axb"],
    ["a_b", "50 off"],
    ["50% off"],
  ]);
  await withdraw("Élan", null);
  assert.deepEqual((await pagesOf(db, "", 2))[0], ["Élan", null]);
});

Deno.test("searchProducts() puts the product of this id alone on the first page, and on no other", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  await insertRows(db, [{ product_id: "42", title: "No. 42, old" }]);
  const newer = [1, 2, 3].map((n) => ({ product_id: `TBF-${n}`, title: `No. 42 of ${n}` }));
  await insertRows(db, newer);
  assert.deepEqual(await pagesOf(db, "42", 2), [["No. 42, old"], ["No. 42 of 3", "No. 42 of 2"], [
    "No. 42 of 1",
  ]]);
});

Deno.test.each<{ id: string; name: string }>([
  { id: "Chaise n° 7", name: "Chaise n° 7" },
  { id: "TBF-7KQ2MX", name: "TBF-7KQ2MX" },
  // What people cannot type, or would not see.
  { id: "x\u202ey", name: "__eOKArnk" },
  { id: " x ", name: "__IHgg" },
  { id: "", name: "__" },
  // What is another id's reference.
  { id: "__QQ", name: "__QQ" },
  { id: "__YcOp", name: "__X19ZY09w" },
])("productName() of $id is $name, and names it again", async ({ id, name }) => {
  assert.equal(productName(id), name);
  // Only a long id asks the database.
  assert.equal(await readProductName(undefined as never, name), id);
});
