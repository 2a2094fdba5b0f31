import assert from "node:assert/strict";
import type { Fault } from "@vitrine/local-telegram";
import type { Cell } from "../matrix.ts";
import { assertNothingLost } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import type { Fronted } from "../../testing/shop_world.ts";
import type { HttpFault } from "../../testing/front.ts";
import type { FaultShop } from "../shop.ts";
import { browse } from "../steps.ts";
import { assertNoneTooEarly, BREAKS, passTime } from "./breaks.ts";
import { answersTo, latestCall, markerOf, sellStored, sightsOf } from "./steps.ts";

const POLLS: readonly { readonly fault: string; readonly inject: Fault }[] = [
  ...BREAKS,
  {
    fault: "409, another process polls",
    inject: {
      code: 409,
      description: "Conflict: terminated by other getUpdates request; make sure that only one " +
        "bot instance is running",
    },
  },
  { fault: "401", inject: { code: 401, description: "Unauthorized" } },
];

/** A cell for each way in which `getUpdates` can fail. The cells share a shop. */
export const POLL_CELLS: readonly Cell<FaultShop>[] = POLLS.map(({ fault, inject }) => ({
  fault,
  moment: "getUpdates",
  expected: "the shop asks again; what was sent in the meantime is answered once",
  run: async (shop) => {
    const { control } = shop.telegram;
    const since = shop.accepted.size;
    const productId = await sellStored(shop);
    const sinceId = await latestCall(shop);
    const id = await control.injectFault({ ...inject, method: "getUpdates" });
    // The open poll still brings this update. The next poll breaks.
    await shop.buyer.say("/help");
    await control.waitForFault(id);
    const act = await control.sendText(shop.buyer.user.id, `/start ${productId}`);
    if (inject.hold) await control.releaseFault(id);
    await passTime(shop, inject);
    await assertSeenOnce(shop, productId, act);
    await assertNoneTooEarly(shop, sinceId, { ...inject, method: "getUpdates" });
    return await assertNothingLost(shop, { since, like: await plainRun(plain) });
  },
}));

const DELIVERIES: readonly { fault: string; effect: HttpFault; times: number }[] = [
  { fault: "500", effect: { status: 500 }, times: 1 },
  { fault: "404, three times", effect: { status: 404 }, times: 3 },
  { fault: "502 in HTML", effect: { status: 502, body: "<html></html>" }, times: 1 },
  { fault: "socket dropped before the shop gets it", effect: "dropped before", times: 1 },
  { fault: "socket dropped after the shop has acted", effect: "dropped after", times: 1 },
  { fault: "socket dropped after the shop has acted, twice", effect: "dropped after", times: 2 },
];

/** A cell for each way in which the delivery of an update can fail. The cells share a shop. */
export const DELIVERY_CELLS: readonly Cell<FaultShop & Fronted>[] = DELIVERIES.map(
  ({ fault, effect, times }) => ({
    fault,
    moment: "the delivery of an update",
    expected: "Telegram delivers it again; it is answered once",
    run: async (shop) => {
      const since = shop.accepted.size;
      const productId = await sellStored(shop);
      const hits = shop.front.fail(effect, /^\/telegram\/webhook/, times);
      const { id } = shop.buyer.user;
      const act = await shop.telegram.control.sendText(id, `/start ${productId}`);
      await assertSeenOnce(shop, productId, act);
      assert.equal(hits(), times);
      return await assertNothingLost(shop, { since, like: await plainRun(plain) });
    },
  }),
);

async function assertSeenOnce(
  shop: FaultShop,
  productId: string,
  act: Parameters<typeof answersTo>[2],
): Promise<void> {
  const answers = await answersTo(shop, shop.buyer.user.id, act);
  assert.deepEqual(await sightsOf(shop, answers, markerOf(shop, productId)), ["picture"]);
  await browse(shop, productId);
}

async function plain(shop: FaultShop): Promise<void> {
  await browse(shop, await sellStored(shop));
}
