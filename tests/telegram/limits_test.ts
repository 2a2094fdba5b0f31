import assert from "node:assert/strict";
import type { UpdateHandler } from "../../src/telegram/mod.ts";
import { LIMITS } from "../../src/telegram/limits.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { listProduct, smallPhoto, stranger } from "../../devkit/testing/bot.ts";
import { openTestBot, type TestBot } from "../../devkit/testing/test_bot.ts";

const { en, fr } = LOCALES;
const USER = 7;

/** A bot that allows three updates at once, with a clock that the test moves. */
async function openLimited() {
  let nowMs = 0;
  const limits = { ...LIMITS, burst: 3, perSecond: 1, now: () => nowMs };
  const bot = await openTestBot({ limits });
  await bot.telegram.control.defineUser({ id: USER, firstName: "Ann", languageCode: "fr" });
  return Object.assign(bot, { wait: (ms: number) => void (nowMs += ms) });
}

/** Handles Telegram's updates, starting with the latest one at the time of the call. */
async function handleSince(bot: TestBot, handler: UpdateHandler, first: number): Promise<void> {
  for (const update of (await bot.pending()).filter(({ update_id }) => update_id >= first)) {
    await handler.handle(update);
  }
}

async function say(bot: TestBot, handler: UpdateHandler, text: string): Promise<string[]> {
  const { control } = bot.telegram;
  const before = (await control.transcript(USER)).messages.length;
  await control.sendText(USER, text);
  await handler.handle(await bot.latest());
  return (await control.transcript(USER)).messages.slice(before)
    .filter(({ from }) => from === "bot").map((message) => message.text);
}

Deno.test("over the limit, the first message is answered in the user's language, and the next ones are not", async () => {
  await using bot = await openLimited();
  const process = bot.newProcess();
  for (let n = 0; n < 3; n++) assert.notDeepEqual(await say(bot, process, "/help"), []);
  const asked = bot.statements.length;
  assert.deepEqual(await say(bot, process, "/help"), [fr.slowDown]);
  assert.deepEqual(await say(bot, process, "/help"), []);
  assert.equal(bot.statements.length, asked, "the database is not asked");
  bot.wait(1000);
  assert.equal((await say(bot, process, "/help")).length, 1);
});

Deno.test("over the limit, an answer that Telegram refuses with 429 is not sent again", async () => {
  await using bot = await openLimited();
  const { control } = bot.telegram;
  const process = bot.newProcess();
  for (let n = 0; n < 3; n++) await say(bot, process, "/help");
  const tooMany = { code: 429, description: "Too Many Requests: retry after 2", retryAfter: 2 };
  await control.injectFault({ ...tooMany, method: "sendMessage" });
  assert.deepEqual(await say(bot, process, "/help"), []);
  const calls = await control.calls({ method: "sendMessage" });
  assert.deepEqual(calls.map(({ status }) => status), [200, 200, 200, 429]);
});

Deno.test("over the limit, a button's spinner ends, with an alert the first time", async () => {
  await using bot = await openLimited();
  const { control } = bot.telegram;
  const process = bot.newProcess();
  await say(bot, process, "/language");
  const { messages } = await control.transcript(USER);
  const { messageId } = messages.at(-1)!;
  const press = async () => {
    const { callbackQueryId } = await control.click(USER, messageId, "lang:fr", { forged: true });
    await process.handle(await bot.latest());
    return await control.waitForAnswer(callbackQueryId);
  };
  for (let n = 0; n < 2; n++) await press();
  const first = await press();
  assert.deepEqual([first.text, first.alert], [fr.slowDown, true]);
  const second = await press();
  assert.deepEqual([second.text ?? "", second.alert], ["", false]);
});

Deno.test("over the limit, an inline query finds nothing", async () => {
  await using bot = await openLimited();
  const { control } = bot.telegram;
  const row = { product_id: "TBF-1", title: "Lamp", seller_id: 8 };
  await bot.db.insertInto("products").values(row as never).execute();
  const process = bot.newProcess();
  const search = async () => {
    const known = (await bot.pending()).length;
    const answer = control.inlineQuery(USER, "lamp");
    await until("the inline query", async () => (await bot.pending()).length > known);
    await process.handle(await bot.latest());
    return (await answer).results.length;
  };
  assert.deepEqual([await search(), await search(), await search()], [1, 1, 1]);
  assert.deepEqual([await search(), await search()], [0, 0]);
});

Deno.test("an album counts as one update", async () => {
  await using bot = await openLimited();
  const { control } = bot.telegram;
  const process = bot.newProcess();
  await say(bot, process, "/help");
  const { update_id } = await bot.latest();
  await control.sendAlbum(USER, await Promise.all([1, 2, 3, 4, 5].map(smallPhoto)));
  await handleSince(bot, process, update_id + 1);
  assert.deepEqual(await say(bot, process, "/cancel"), [fr.nothingToCancel]);
});

Deno.test("one user over the limit does not limit another user", async () => {
  await using bot = await openLimited();
  const process = bot.newProcess();
  for (let n = 0; n < 5; n++) await say(bot, process, "/help");
  const { control } = bot.telegram;
  await control.defineUser({ id: 8, firstName: "Ben", languageCode: "en" });
  await control.sendText(8, "/help");
  await process.handle(await bot.latest());
  const { messages } = await control.transcript(8);
  assert.equal(messages.at(-1)!.from, "bot");
});

Deno.test("a seller is told once about a buyer who presses again, and once for each product", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const buyer = await stranger(shop);
  const notesOf = async (productId: string) => {
    const [details] = await buyer.say(`/start ${productId}`);
    await buyer.press(details, en.button.contact);
    const first = await buyer.press(details, en.button.contactYes);
    const second = await buyer.press(details, en.button.contact);
    assert.ok(first.note.alert && second.note.alert);
    return [first.note.text, second.note.text];
  };
  const products = [await listProduct(seller), await listProduct(seller, { title: "Chair" })];
  for (const { productId } of products) {
    assert.deepEqual(await notesOf(productId), [en.contact.told, en.contact.already]);
  }
  const { messages } = await shop.telegram.control.transcript(seller.person.user.id);
  const told = messages.filter(({ text }) => text.includes("is interested in"));
  assert.equal(told.length, 2);
});
