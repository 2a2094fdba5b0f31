import assert from "node:assert/strict";
import type { HttpFault } from "../../testing/front.ts";
import type { Fronted } from "../../testing/shop_world.ts";
import { until } from "../../testing/until.ts";
import { assertNothingLost } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import type { Cell } from "../matrix.ts";
import { present } from "../served.ts";
import { type FaultShop, openFaultShop } from "../shop.ts";
import { browse, sell, untilLogged, untilStored } from "../steps.ts";
import { SHORT_B2 } from "./short_deadlines.ts";

/** A shop before whose Telegram is a front. */
export type FrontedShop = FaultShop & Fronted;

/** Opens the shop. */
export async function openFrontedShop(): Promise<FrontedShop> {
  return await openFaultShop({ front: "api", b2: SHORT_B2 });
}

const FILES = /^\/file\//;

async function plain(shop: FaultShop): Promise<void> {
  const productId = await sell(shop);
  await untilStored(shop, productId);
  assert.equal(await browse(shop, productId), present(shop, productId));
}

const SILENCES: readonly (readonly [string, HttpFault])[] = [
  ["Telegram's file host: silent", "silent"],
  ["Telegram's file host: silent in the middle of a file", "silent in the body"],
];

/** The file host goes silent. The cells share a shop. */
export const FILE_HOST_CELLS: readonly Cell<FrontedShop>[] = SILENCES.map(([fault, effect]) => ({
  fault,
  moment: "the job that stores a picture",
  expected: "the buyer sees the seller's photo meanwhile; the job is tried again",
  run: async (shop) => {
    const since = shop.accepted.size;
    const hits = shop.front.fail(effect, FILES, Infinity);
    const productId = await sell(shop);
    await until("a download is silent", () => hits() > 0);
    assert.equal(await browse(shop, productId), present(shop, productId));
    await untilLogged(shop, "image_waits", { productId });
    shop.front.heal();
    await untilStored(shop, productId);
    assert.equal(await browse(shop, productId), present(shop, productId));
    return await assertNothingLost(shop, { since, like: await plainRun(plain) });
  },
}));
