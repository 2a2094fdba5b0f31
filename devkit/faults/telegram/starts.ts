import assert from "node:assert/strict";
import type { Fault } from "@vitrine/local-telegram";
import type { Cell } from "../matrix.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import type { FaultShop } from "../shop.ts";
import { browse, sell, untilStored } from "../steps.ts";
import { assertNoneTooEarly, BREAKS, passTime } from "./breaks.ts";
import { latestCall } from "./steps.ts";

/** A call that the shop makes at its start. */
interface Step {
  readonly method: string;
  /** The shop opens even if Telegram refuses the call for an hour. */
  readonly dispensable: boolean;
}

const STEPS: readonly Step[] = [
  { method: "getMe", dispensable: false },
  { method: "deleteWebhook", dispensable: false },
  { method: "getMyCommands", dispensable: true },
  { method: "getMyDescription", dispensable: true },
];

/** A cell for each break at each call of the start. The cells share a world. The shop starts again for each cell. */
export const START_CELLS: readonly Cell<FaultShop>[] = STEPS.flatMap(startCells);

/** The same for a shop with a webhook. */
export const WEBHOOK_START_CELLS: readonly Cell<FaultShop>[] = startCells({
  method: "setWebhook",
  dispensable: false,
});

function startCells({ method, dispensable }: Step): Cell<FaultShop>[] {
  return BREAKS.map(({ fault, inject, course }) => {
    const refused = course === "gives up" && !dispensable;
    return {
      fault,
      moment: `${method}, at the start`,
      expected: refused ? "the start ends; the next one opens" : "the shop opens",
      run: (shop) => run(shop, { ...inject, method }, refused),
    };
  });
}

async function run(shop: FaultShop, inject: Fault, refused: boolean): Promise<Pictures> {
  const { control } = shop.telegram;
  const since = shop.accepted.size;
  await shop.stop();
  // A buyer writes while the shop is closed.
  const act = await control.sendText(shop.buyer.user.id, "/help");
  const fault = await control.injectFault(inject);
  const release = async () => {
    await control.waitForFault(fault);
    await control.releaseFault(fault);
  };
  const sinceId = await latestCall(shop);
  const starting = shop.start();
  if (refused) await assert.rejects(starting, /Too Many Requests/);
  else await Promise.all([starting, inject.hold && release()]);
  assert.equal(await control.faultHits(fault), 1);
  await assertNoneTooEarly(shop, sinceId, inject);
  await passTime(shop, inject);
  if (refused) await shop.start();
  await shop.buyer.answerTo(act);
  await plain(shop);
  return await assertNothingLost(shop, { since, like: await plainRun(plain) });
}

async function plain(shop: FaultShop): Promise<void> {
  const productId = await sell(shop);
  await untilStored(shop, productId);
  await browse(shop, productId);
}
