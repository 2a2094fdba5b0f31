import { describeMatrix } from "./matrix.ts";
import { describeMoment } from "./support/b2_faults.ts";
import { MOMENTS } from "./support/b2_moments.ts";
import { assertNothingLost } from "./support/invariants.ts";
import { plainRun } from "./support/ledger.ts";
import { IMPATIENT } from "./support/operators.ts";
import { type FaultShop, openFaultShop } from "./support/shop.ts";
import { sell, untilLogged, untilStored, view } from "./support/steps.ts";

for (const moment of MOMENTS.filter(({ inShop }) => inShop)) describeMoment(moment);

const fromTheStart = async (shop: FaultShop) => {
  const productId = await sell(shop);
  await view(shop, productId);
  await untilStored(shop);
};

describeMatrix("b2", [{
  fault: "no connection",
  moment: "the shop's start",
  expected: "it opens, sells and shows; stores once B2 is there",
  run: async () => {
    await using shop = await openFaultShop({ b2: IMPATIENT, closed: true });
    await shop.b2.down();
    await shop.start();
    await untilLogged(shop, /B2 at .* cannot be reached/);
    const productId = await sell(shop);
    await view(shop, productId);
    await untilLogged(shop, /waits: /);
    await shop.b2.up();
    await untilStored(shop);
    return await assertNothingLost(shop, { like: await plainRun(fromTheStart) });
  },
}]);
