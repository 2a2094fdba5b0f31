import assert from "node:assert/strict";
import type { Database } from "../../src/postgres/mod.ts";
import {
  deleteProduct,
  getProduct,
  getProductOnSale,
  listOffSale,
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
  const listed = await listOffSale(db, SELLER, 8);
  assert.deepEqual(listed.map(({ productId }) => productId), [sold, withdrawn]);
  assert.deepEqual((await listOffSale(db, SELLER, 1)).length, 1);
  assert.deepEqual(await listOffSale(db, SELLER + 1, 8), []);
  const refused = { refused: "not_yours" };
  assert.deepEqual(await run(db, putBack, sold, SELLER + 1), refused);
  assert.deepEqual(await run(db, putBack, deleted), refused);
  assert.deepEqual(await run(db, putBack, "TBF-OLD"), refused);
  assert.deepEqual(await run(db, putBack, "TBF-NONE"), refused);
  assert.equal(await stateOf(db, onSale), "on sale");
});
