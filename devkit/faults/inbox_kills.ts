import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import type { ProcessShop } from "../testing/shop.ts";
import { until } from "../testing/until.ts";
import { assertNothingLost, type Pictures } from "./invariants.ts";
import { killAtStatement } from "./kills.ts";
import { plainRun } from "./ledger.ts";
import type { Cell } from "./matrix.ts";
import type { ProxiedShop } from "./proxied_shop.ts";
import type { FaultShop } from "./shop.ts";
import { recordSale, sell, sellUpToPreview, untilIdle, untilStored, view } from "./steps.ts";
import { markerOf, sellStored, sightsOf } from "./telegram/steps.ts";

type KilledShop = ProxiedShop & ProcessShop;

/** `MOST` of src/telegram/updates/polling.ts. */
const FULL = 100;
/** More updates than the inbox takes. */
const BUYERS = FULL + 5;
const FIRST_BUYER = 70_000;

/** Calls that answer a view or the end of a sale. */
const ANSWERS = ["sendPhoto", "sendMessage", "editMessageText", "editMessageCaption"] as const;

async function openedAndSold(shop: FaultShop): Promise<void> {
  const productId = await sellStored(shop);
  await view(shop, productId);
  await sell(shop);
  await untilStored(shop);
}

/** Kills the shop when it has taken a sale and 99 views, and Telegram has forgotten them. */
async function killFull(shop: KilledShop): Promise<Pictures> {
  const { control } = shop.telegram;
  const since = shop.accepted.size;
  const productId = await sellStored(shop);
  // From now on a view changes nothing.
  await view(shop, productId);
  const preview = await sellUpToPreview(shop);
  await untilIdle(shop);
  for (const method of ANSWERS) await control.injectFault({ method, hold: true, times: "always" });
  const { user: { id } } = shop.seller;
  const sale = await control.click(id, preview.messageId, LOCALES.en.button.confirm);
  const acts = [];
  for (let at = 0; at < BUYERS; at++) {
    acts.push(await control.sendText(FIRST_BUYER + at, `/start ${productId}`));
  }
  await until("the inbox full", async () => await countRows(shop) === FULL);
  await shop.kill();
  assert.equal(await countRows(shop), FULL);
  await control.clearFaults();
  await shop.start();
  recordSale(shop, await control.nextBotMessage(id, { after: sale.event }));
  await untilIdle(shop);
  for (const [at, { event }] of acts.entries()) {
    const { messages } = await control.transcript(FIRST_BUYER + at);
    const answers = messages.filter((message) => message.from === "bot" && message.event > event);
    assert.ok(answers.length > 0, `buyer ${at} is answered`);
    const sights = await sightsOf(shop, answers, markerOf(shop, productId));
    assert.deepEqual(new Set(sights), new Set(["picture"]));
  }
  await untilStored(shop);
  return await assertNothingLost(shop, { since, like: await plainRun(openedAndSold) });
}

async function countRows({ db }: FaultShop): Promise<number> {
  return (await db.selectFrom("update_inbox").select("update_id").execute()).length;
}

/** The statements about the inbox, while a sale is confirmed. */
const STATEMENTS = [
  { text: "insert into update_inbox", name: "saves the update" },
  { text: "delete from update_inbox", name: "deletes the update, which is complete" },
] as const;

function killAtInbox(text: string, when: "before" | "after") {
  return async (shop: KilledShop): Promise<Pictures> => {
    const since = shop.accepted.size;
    const productId = await sellStored(shop);
    await view(shop, productId);
    const preview = await sellUpToPreview(shop);
    await untilIdle(shop);
    const { confirm } = LOCALES.en.button;
    const struck = killAtStatement(shop, text, when);
    recordSale(shop, await struck(() => shop.seller.press(preview, confirm)));
    await untilStored(shop);
    return await assertNothingLost(shop, { since, like: await plainRun(openedAndSold) });
  };
}

/** Cells about updates that Telegram has forgotten and that are not complete. They share a shop. */
export function inboxCells(): readonly Cell<KilledShop>[] {
  return [
    {
      fault: "SIGKILL",
      moment: "the inbox is full: a sale is written and not said, 99 views are not answered",
      expected: "all are answered after the restart, the sale counts once",
      run: killFull,
    },
    ...STATEMENTS.flatMap(({ text, name }) =>
      (["before", "after"] as const).map((when) => ({
        fault: when === "before"
          ? "SIGKILL before the statement reaches the server"
          : "SIGKILL when the statement is done, before its answer comes",
        moment: `the shop ${name}`,
        expected: "the sale counts once, and is said",
        run: killAtInbox(text, when),
      }))
    ),
  ];
}
