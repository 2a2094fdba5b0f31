import assert from "node:assert/strict";
import fc from "fast-check";
import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { type CataloguePosition, COUNTED, getCataloguePage } from "../../src/shop/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { insertRows } from "../../devkit/testing/use_cases.ts";

async function openThree() {
  const database = await openUnit({ db: "projected" });
  await insertRows(database.db, [
    { product_id: "TBF-A", seller_id: 1 },
    { product_id: "TBF-B", seller_id: 2 },
    { product_id: "TBF-C", seller_id: 1 },
  ]);
  return database;
}

/** A page as text, such as `TBF-B 2/3 …`, where `…` says that others follow. */
async function pageAt(
  db: Database,
  position: CataloguePosition,
  sellerId?: number,
): Promise<string> {
  const page = await getCataloguePage(db, position, sellerId);
  if (page === undefined) return "none";
  const { product: { productId }, place, total, hasNext } = page;
  return `${productId} ${place}/${total}${hasNext ? " …" : ""}`;
}

const at = (where: "product" | "next" | "previous", id: string) => (
  { at: where, productId: `TBF-${id}` } as const
);

const CASES: readonly { position: CataloguePosition; sellerId?: number; page: string }[] = [
  { position: { at: "first" }, page: "TBF-C 1/3 …" },
  { position: at("next", "C"), page: "TBF-B 2/3 …" },
  { position: at("next", "B"), page: "TBF-A 3/3" },
  { position: at("next", "A"), page: "none" },
  { position: at("previous", "A"), page: "TBF-B 2/3 …" },
  { position: at("previous", "C"), page: "none" },
  { position: at("product", "B"), page: "TBF-B 2/3 …" },
  { position: at("product", "X"), page: "none" },
  { position: at("next", "X"), page: "none" },
  { position: { at: "first" }, sellerId: 1, page: "TBF-C 1/2 …" },
  { position: at("next", "C"), sellerId: 1, page: "TBF-A 2/2" },
  { position: at("product", "B"), sellerId: 1, page: "none" },
  { position: { at: "first" }, sellerId: 3, page: "none" },
];

Deno.test("getCataloguePage() returns a product, its place and the total, of all products or of one seller's", async (t) => {
  await using database = await openThree();
  for (const { position, sellerId, page } of CASES) {
    const name = `${JSON.stringify(position)} of ${sellerId ?? "all"} is ${page}`;
    await t.step(name, async () => {
      assert.equal(await pageAt(database.db, position, sellerId), page);
    });
  }
});

Deno.test("getCataloguePage() skips withdrawn products, and can start from one", async () => {
  await using database = await openThree();
  const { db } = database;
  await db.updateTable("products").set({ withdrawn_at: new Date() })
    .where("product_id", "=", "TBF-B").execute();
  assert.equal(await pageAt(db, at("next", "C")), "TBF-A 2/2");
  assert.equal(await pageAt(db, at("product", "B")), "none");
  assert.equal(await pageAt(db, at("next", "B")), "TBF-A 2/2");
  assert.equal(await pageAt(db, at("previous", "B")), "TBF-C 1/2 …");
});

Deno.test("getCataloguePage() shows a legacy row with any id, and one without a time as the oldest", async () => {
  await using database = await openThree();
  const { db } = database;
  await sql`alter table products alter listed_at drop not null`.execute(db);
  await insertRows(db, [{ product_id: "old 17" }, { product_id: "42" }]);
  await sql`update products set listed_at = null where product_id in ('old 17', '42')`.execute(db);
  const pages = [];
  for (let page = await getCataloguePage(db, { at: "first" }); page !== undefined;) {
    const { product: { productId }, place, total } = page;
    pages.push(`${productId} ${place}/${total}`);
    page = await getCataloguePage(db, { at: "next", productId });
  }
  assert.deepEqual(pages, ["TBF-C 1/5", "TBF-B 2/5", "TBF-A 3/5", "old 17 4/5", "42 5/5"]);
  assert.equal(await pageAt(db, { at: "previous", productId: "42" }), "old 17 4/5 …");
});

Deno.test("getCataloguePage() counts no further than COUNTED, and still knows whether others follow", async () => {
  await using database = await openUnit({ db: "migrated" });
  const { db } = database;
  const ids = Array.from({ length: COUNTED + 1 }, (_, n) => `TBF-${String(n).padStart(3, "0")}`);
  const add = (product_id: string) =>
    db.insertInto("products").values({ product_id, seller_id: 1, listed_at: new Date(0) } as never)
      .execute();
  // Products of the same moment: the greater id comes first.
  for (const id of ids.slice(1)) await add(id);
  for (const sellerId of [undefined, 1]) {
    assert.equal(await pageAt(db, { at: "first" }, sellerId), "TBF-100 1/100 …");
    assert.equal(await pageAt(db, at("product", "001"), sellerId), "TBF-001 100/100");
  }
  await add(ids[0]!);
  for (const sellerId of [undefined, 1]) {
    assert.equal(await pageAt(db, { at: "first" }, sellerId), "TBF-100 1/null …");
    assert.equal(await pageAt(db, at("next", "002"), sellerId), "TBF-001 100/null …");
    assert.equal(await pageAt(db, at("next", "001"), sellerId), "TBF-000 null/null");
    assert.equal(await pageAt(db, at("previous", "000"), sellerId), "TBF-001 100/null …");
  }
});

Deno.test("getCataloguePage() asks the database once", async () => {
  await using database = await openThree();
  const before = database.statements.length;
  await getCataloguePage(database.db, at("next", "C"), 1);
  assert.equal(database.statements.length, before + 1);
});

const shelf = fc.array(
  fc.record({ minute: fc.nat({ max: 3 }), withdrawn: fc.boolean() }),
  { maxLength: 8 },
);

Deno.test("getCataloguePage() walks through all products once, forwards and backwards, whatever their dates", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  // With the index, PostgreSQL would give products of the same date in the right order by itself.
  await sql`drop index products_on_sale`.execute(db);
  await fc.assert(
    fc.asyncProperty(shelf, async (products) => {
      await db.deleteFrom("products").execute();
      for (const [index, { minute, withdrawn }] of products.entries()) {
        await db.insertInto("products").values({
          product_id: `TBF-${index}`,
          listed_at: new Date(Date.UTC(2020, 0, 1, 0, minute)),
          withdrawn_at: withdrawn ? new Date() : null,
        } as never).execute();
      }
      const total = products.filter(({ withdrawn }) => !withdrawn).length;
      const forwards = await walk(db, "next", await getCataloguePage(db, { at: "first" }));
      assert.deepEqual(forwards.map(({ place }) => place), count(total));
      assert.equal(new Set(forwards.map(({ product }) => product.productId)).size, total);
      const backwards = await walk(db, "previous", forwards.at(-1));
      assert.deepEqual(backwards.toReversed(), forwards);
    }),
    { numRuns: 25 },
  );
});

async function walk(
  db: Database,
  to: "next" | "previous",
  first: Awaited<ReturnType<typeof getCataloguePage>>,
) {
  const pages = [];
  for (let page = first; page !== undefined;) {
    pages.push(page);
    page = await getCataloguePage(db, { at: to, productId: page.product.productId });
  }
  return pages;
}

function count(total: number): number[] {
  return Array.from({ length: total }, (_, index) => index + 1);
}
