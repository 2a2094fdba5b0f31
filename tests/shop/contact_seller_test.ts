import assert from "node:assert/strict";
import type { Database } from "../../src/postgres/mod.ts";
import { contactSeller, createCooldown, type Product } from "../../src/shop/mod.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { insertRows, list, SELLER } from "../../devkit/testing/use_cases.ts";

const BUYER = 7;

/** A shop with a clock that the test moves. Its sellers can be unreachable. */
function openContact(db: Database) {
  let nowMs = 0;
  const told: string[] = [];
  const away = new Set<number>();
  const cooldown = createCooldown({ everyMs: 1000, now: () => nowMs });
  const tell = (sellerId: number, { productId }: Product) => {
    if (away.has(sellerId)) return Promise.resolve(false);
    told.push(`${sellerId} of ${productId}`);
    return Promise.resolve(true);
  };
  return {
    told,
    away,
    wait: (ms: number) => void (nowMs += ms),
    contact: async (productId: string, buyerId = BUYER) => {
      const result = await contactSeller({ db, cooldown, tell }, { productId, buyerId });
      return "refused" in result ? result.refused : `told of ${result.productId}`;
    },
  };
}

Deno.test("contactSeller() tells the seller once until the cooldown is over", async () => {
  await using database = await openUnit({ db: "projected" });
  const productId = await list(database.db);
  const { contact, told, wait } = openContact(database.db);
  assert.equal(await contact(productId), `told of ${productId}`);
  wait(999);
  assert.equal(await contact(productId), "already");
  wait(1);
  assert.equal(await contact(productId), `told of ${productId}`);
  assert.deepEqual(told, Array(2).fill(`${SELLER} of ${productId}`));
});

Deno.test("contactSeller() counts each buyer and each product separately", async () => {
  await using database = await openUnit({ db: "projected" });
  const products = [await list(database.db), await list(database.db)];
  const { contact, told } = openContact(database.db);
  for (const productId of products) {
    for (const buyer of [BUYER, 8]) {
      assert.equal(await contact(productId, buyer), `told of ${productId}`);
    }
  }
  assert.equal(told.length, 4);
});

Deno.test("contactSeller() tells nobody about an unavailable product, one's own product, or one without a seller", async () => {
  await using database = await openUnit({ db: "projected" });
  const { db } = database;
  const productId = await list(db);
  await insertRows(db, [
    { product_id: "TBF-1" },
    { product_id: "TBF-2", seller_id: SELLER, withdrawn_at: new Date() },
    { product_id: "TBF-GROUP", seller_id: -100123 },
    { product_id: "TBF-0", seller_id: 0 },
  ]);
  const { contact, told } = openContact(db);
  assert.equal(await contact(productId, SELLER), "own");
  for (const id of ["TBF-1", "TBF-GROUP", "TBF-0"]) {
    assert.equal(await contact(id), "unreachable", id);
  }
  assert.equal(await contact("TBF-2"), "withdrawn");
  assert.equal(await contact("TBF-3"), "unknown");
  assert.deepEqual(told, []);
});

Deno.test("contactSeller() can be repeated at once when the seller was unreachable", async () => {
  await using database = await openUnit({ db: "projected" });
  const productId = await list(database.db);
  const { contact, told, away } = openContact(database.db);
  away.add(SELLER);
  assert.equal(await contact(productId), "unreachable");
  away.delete(SELLER);
  assert.equal(await contact(productId), `told of ${productId}`);
  assert.equal(told.length, 1);
});
