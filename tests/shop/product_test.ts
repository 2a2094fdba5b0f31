import assert from "node:assert/strict";
import { byImage, PICTURES } from "../../src/domain/mod.ts";
import { getProduct, getProductOfSale, getProductOnSale } from "../../src/shop/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { insertRows, list, NO_PICTURE } from "../../devkit/testing/use_cases.ts";

Deno.test("getProduct() reads each picture from its own columns", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const values = Object.entries(PICTURES).flatMap(([name, { columns }]) => [
    [columns.url, `${name}.jpg`],
    [columns.fileId, `${name}-id`],
  ]);
  await insertRows(db, [{ product_id: "TBF-1", ...Object.fromEntries(values) }]);
  assert.deepEqual(
    (await getProduct(db, "TBF-1"))?.images,
    byImage((name) => ({ url: `${name}.jpg`, fileId: `${name}-id` })),
  );
});

Deno.test("getProduct() reads a legacy row with empty columns", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  await insertRows(db, [{ product_id: "TBF-1", price_minor: 500 }]);
  assert.deepEqual(await getProduct(db, "TBF-1"), {
    productId: "TBF-1",
    title: null,
    description: null,
    price: null,
    sellerId: null,
    sellerUsername: null,
    withdrawn: false,
    sold: false,
    ...NO_PICTURE,
  });
  assert.equal(await getProduct(db, "TBF-2"), undefined);
});

Deno.test("getProductOnSale() refuses unknown and withdrawn products", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const productId = await list(db);
  assert.deepEqual(await getProductOnSale(db, productId), await getProduct(db, productId));
  assert.deepEqual(await getProductOnSale(db, "TBF-1"), { refused: "unknown" });
  await db.updateTable("products").set({ withdrawn_at: new Date() }).execute();
  assert.deepEqual(await getProductOnSale(db, productId), { refused: "withdrawn" });
});

Deno.test("getProductOfSale() finds the product of the sale, and no other", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const saleId = crypto.randomUUID();
  await list(db);
  assert.equal(await getProductOfSale(db, saleId), undefined);
  const productId = await list(db, { saleId });
  assert.equal((await getProductOfSale(db, saleId))?.productId, productId);
});
