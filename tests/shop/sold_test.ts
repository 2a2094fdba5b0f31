import assert from "node:assert/strict";
import type { Database } from "../../src/postgres/mod.ts";
import {
  deleteProduct,
  getProduct,
  getProductOnSale,
  listOffSale,
  listOffSaleBefore,
  markSold,
  putBack,
  withdrawProduct,
} from "../../src/shop/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { insertRows, list, SELLER } from "../../devkit/testing/use_cases.ts";

type Work = typeof markSold | typeof withdrawProduct | typeof putBack;

function run(db: Database, work: Work, productId: string, sellerId = SELLER) {
  return db.transaction().execute((tx) => work(tx, { productId, sellerId }) as Promise<object>);
}

async function stateOf(db: Database, productId: string): Promise<string> {
  const product = await getProductOnSale(db, productId);
  return "refused" in product ? product.refused : "on sale";
}

Deno.test("markSold(), withdrawProduct() and putBack() lead from each state to the next", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const productId = await list(db);
  const steps: readonly [Work, string][] = [
    [markSold, "sold"],
    [putBack, "on sale"],
    [putBack, "on sale"],
    [withdrawProduct, "withdrawn"],
    [putBack, "on sale"],
    [markSold, "sold"],
  ];
  for (const [work, state] of steps) {
    await run(db, work, productId);
    assert.equal(await stateOf(db, productId), state);
  }
  // Another program, or an older release, puts it on sale: it is not sold any more.
  await db.updateTable("products").set({ withdrawn_at: null }).execute();
  assert.equal((await getProduct(db, productId))?.sold, false);
  await run(db, withdrawProduct, productId);
  assert.equal(await stateOf(db, productId), "withdrawn");
});

Deno.test("putBack() and listOffSale() know only the seller's own products, and none that was deleted", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const [sold, withdrawn, deleted, onSale] = [
    await list(db),
    await list(db),
    await list(db),
    await list(db),
  ];
  await insertRows(db, [{ product_id: "TBF-OLD", withdrawn_at: new Date() }]);
  for (const id of [withdrawn, sold, deleted]) await run(db, markSold, id);
  const gone = { productId: deleted, sellerId: SELLER, cause: "test" };
  const enqueueEraseProduct = () => Promise.resolve();
  await db.transaction().execute((tx) => deleteProduct({ tx, enqueueEraseProduct }, gone));
  const { products: listed, next } = await listOffSale(db, SELLER, { limit: 8 });
  assert.deepEqual([listed.map(({ productId }) => productId), next], [
    [sold, withdrawn],
    undefined,
  ]);
  assert.deepEqual((await listOffSale(db, SELLER + 1, { limit: 8 })).products, []);
  await pagesAreWhole(db);
  await pagesGoBack(db);
  const refused = { refused: "not_yours" };
  assert.deepEqual(await run(db, putBack, sold, SELLER + 1), refused);
  assert.deepEqual(await run(db, putBack, deleted), refused);
  assert.deepEqual(await run(db, putBack, "TBF-OLD"), refused);
  assert.deepEqual(await run(db, putBack, "TBF-NONE"), refused);
  assert.equal(await stateOf(db, onSale), "on sale");
});

/** Also of products that were taken off sale at one moment, and when the last of a page is put back meanwhile. */
async function pagesAreWhole(db: Database): Promise<void> {
  const seller_id = SELLER + 7;
  const rows = ["A", "B", "C", "D", "E", "F"].map((name, n) => ({
    product_id: `TBF-${name}`,
    seller_id,
    // Microseconds count: a Date has none.
    withdrawn_at: `2026-05-0${1 + Math.floor(n / 3)}T12:00:00.000123Z` as unknown as Date,
  }));
  await insertRows(db, rows);
  const seen: string[] = [];
  let page = await listOffSale(db, seller_id, { limit: 2 });
  for (;; page = await listOffSale(db, seller_id, { limit: 2, after: page.next })) {
    seen.push(...page.products.map(({ productId }) => productId));
    if (page.next === undefined) break;
    await run(db, putBack, page.next.productId, seller_id);
  }
  assert.deepEqual(seen, ["TBF-D", "TBF-E", "TBF-F", "TBF-A", "TBF-B", "TBF-C"]);
}

/** Page by page, as forth; and to a first page that is full, whatever is before the place. */
async function pagesGoBack(db: Database): Promise<void> {
  const seller_id = SELLER + 8;
  const rows = Array.from({ length: 7 }, (_, n) => ({
    product_id: `TBF-BACK${n}`,
    seller_id,
    withdrawn_at: `2026-05-0${3 - Math.floor(n / 3)}T12:00:00.000123Z` as unknown as Date,
  }));
  await insertRows(db, rows);
  const forth = [await listOffSale(db, seller_id, { limit: 2 })];
  for (let page = forth[0]!; page.next !== undefined; forth.push(page)) {
    page = await listOffSale(db, seller_id, { limit: 2, after: page.next });
  }
  const back = [forth.at(-1)!];
  for (let page = back[0]!; page.previous !== undefined; back.push(page)) {
    page = await listOffSaleBefore(db, seller_id, { limit: 2, before: page.previous });
  }
  assert.equal(forth.length, 4);
  assert.deepEqual(back.toReversed(), forth);
  await run(db, putBack, "TBF-BACK0", seller_id);
  const before = forth[1]!.previous!;
  assert.deepEqual(
    await listOffSaleBefore(db, seller_id, { limit: 2, before }),
    await listOffSale(db, seller_id, { limit: 2 }),
  );
}
