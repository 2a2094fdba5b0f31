import assert from "node:assert/strict";
import { sql } from "kysely";
import { IMAGE_TYPES } from "../../src/domain/image_type.ts";
import { loadImages } from "../../src/postgres/mod.ts";
import { assertNothingLost, PicturesLost } from "./support/invariants.ts";
import { plainRun } from "./support/ledger.ts";
import { markedPhoto, MARKERS, readMarker } from "../../scripts/support/marker.ts";
import { type FaultShop, openFaultShop } from "./support/shop.ts";
import { browse, replace, sell, untilStored, view } from "./support/steps.ts";

Deno.test("readMarker() reads what markedPhoto() has drawn", async () => {
  for (const marker of [0, 1, 8, 77, 511, 2048, MARKERS - 1]) {
    assert.equal(await readMarker(await markedPhoto(marker)), marker);
  }
});

const twoSales = async (shop: FaultShop) => {
  const first = await sell(shop);
  await sell(shop);
  await untilStored(shop);
  await replace(shop, first);
  await untilStored(shop);
  await browse(shop, first);
};

for (const as of ["parts", "process"] as const) {
  Deno.test(`assertNothingLost() finds nothing wrong with a shop as ${as} in which nothing fails`, async () => {
    await using shop = await openFaultShop({ as });
    await twoSales(shop);
    const pictures = await assertNothingLost(shop, { like: await plainRun(twoSales) });
    assert.deepEqual(pictures, { accepted: 2, lost: [] });
  });
}

Deno.test("assertNothingLost() finds whatever is wrong", async (t) => {
  await using shop = await openFaultShop();
  const [one, two] = [await sell(shop), await sell(shop)];
  await untilStored(shop);
  const refuses = async (reason: RegExp) => {
    await assert.rejects(assertNothingLost(shop), (error) => {
      assert.match(String(error), reason);
      return true;
    });
  };
  await t.step("an event too many", async () => {
    await view(shop, one);
    const like = (await plainRun(twoSales)).map((events) => events.slice(1));
    await assert.rejects(assertNothingLost(shop, { like }), /as if nothing had failed/);
  });
  await t.step("a column that was changed by hand", async () => {
    await sql`update products set thumbnail_url = null where product_id = ${one}`.execute(shop.db);
    await refuses(/columns and log agree/);
  });
  await t.step("another product's picture on show", async () => {
    await sql`update products set telegram_cover_file_id =
      (select telegram_cover_file_id from products where product_id = ${two})
      where product_id = ${one}`.execute(shop.db);
    await refuses(/it shows 2 instead of 1/);
    await refuses(/a chat shows 2, which it never was/);
  });
  await t.step("an object that B2 has lost", async () => {
    const images = await loadImages(shop.db, two);
    for (const imageType of IMAGE_TYPES) await shop.store.delete(images[imageType].stored!.key);
    await assert.rejects(assertNothingLost(shop), (error) => {
      assert.ok(error instanceof PicturesLost);
      assert.equal(error.pictures.accepted, 2);
      assert.match(error.message, /its cover is not in B2; its thumb is not in B2/);
      return true;
    });
  });
});
