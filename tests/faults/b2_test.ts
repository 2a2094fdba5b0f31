import assert from "node:assert/strict";
import { loadImages } from "../../src/event_log/mod.ts";
import { describeMatrix } from "../../devkit/faults/matrix.ts";
import { describeMoment } from "../../devkit/faults/b2_faults.ts";
import { MOMENTS } from "../../devkit/faults/b2_moments.ts";
import { assertNothingLost } from "../../devkit/faults/invariants.ts";
import { plainRun } from "../../devkit/faults/ledger.ts";
import { IMPATIENT } from "../../devkit/faults/operators.ts";
import { lastServed, present } from "../../devkit/faults/served.ts";
import { type FaultShop, openFaultShop } from "../../devkit/faults/shop.ts";
import {
  browse,
  forgetCache,
  sell,
  untilLogged,
  untilStored,
  view,
} from "../../devkit/faults/steps.ts";

for (const moment of MOMENTS.filter(({ inShop }) => inShop)) describeMoment(moment);

const fromTheStart = async (shop: FaultShop) => {
  const productId = await sell(shop);
  await view(shop, productId);
  await untilStored(shop);
};

/** The way to the older product in the catalogue leads past the newer one. */
const twoSales = async (shop: FaultShop) => {
  const before = await sell(shop);
  await untilStored(shop, before);
  await untilStored(shop, await sell(shop));
  await browse(shop, before);
};

const SILENT_MS = 30_000;

describeMatrix("b2", [{
  fault: "silence for 30 s, with the shop's own limits",
  moment: "storing and viewing",
  expected: "views are answered in the meantime; the job stores the picture at the end",
  run: async () => {
    await using shop = await openFaultShop({ b2: {} });
    const before = await sell(shop);
    await untilStored(shop, before);
    await forgetCache(shop);
    for (const method of ["PUT", "GET"] as const) shop.b2.fail({ method, effect: "silence" });
    const healed = new Promise((resolve) => setTimeout(resolve, SILENT_MS));
    const sold = await sell(shop);
    assert.equal(await view(shop, sold), present(shop, sold), "the seller's photo");
    const from = shop.log.length;
    assert.equal(await browse(shop, before), present(shop, before), "the cover is shown instead");
    assert.equal(lastServed(shop, before, from).rung, "file_id");
    assert.ok(shop.b2.strikes >= 2, "a put and a read got no answer");
    await healed;
    assert.equal(
      (await loadImages(shop.db, sold)).images.cover.stored,
      undefined,
      "not stored meanwhile",
    );
    shop.b2.heal();
    await untilStored(shop, sold);
    const healthy = shop.log.length;
    assert.equal(await browse(shop, before), present(shop, before));
    assert.equal(lastServed(shop, before, healthy).rung, "b2", "the thumb itself");
    return await assertNothingLost(shop, { like: await plainRun(twoSales) });
  },
}]);

describeMatrix("b2", [{
  fault: "no connection",
  moment: "the shop's start",
  expected: "it opens, sells and shows; it stores when B2 is there",
  run: async () => {
    await using shop = await openFaultShop({ b2: IMPATIENT, closed: true });
    await shop.b2.down();
    await shop.start();
    await untilLogged(shop, "part_away", { name: `B2 at ${new URL(shop.b2.endpoint).host}` });
    const productId = await sell(shop);
    assert.equal(await view(shop, productId), present(shop, productId), "the seller's photo");
    await untilLogged(shop, "image_waits", { productId });
    await shop.b2.up();
    await untilStored(shop);
    return await assertNothingLost(shop, { like: await plainRun(fromTheStart) });
  },
}]);
