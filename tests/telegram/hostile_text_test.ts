import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop } from "../../devkit/testing/shop.ts";
import { ANSWERS, listProduct, plain, stranger, texts } from "../../devkit/testing/bot.ts";

const { en } = LOCALES;

/** Reverses the text after it. */
const TURN = "\u202e";
/** An invisible character without width. */
const HIDDEN = "\u200b\u2060\ufeff\u00ad";

Deno.test("texts are stored as people see them, and found as people type them", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller, {
    title: `${TURN}Blue${HIDDEN} la\u0007mp\u0085\u2066`,
    description: `Fine\u0000${TURN} one\u001b[31m.\nBack${HIDDEN}`,
    price: "\u200e12,50\u202c €",
  });
  const { db } = shop;
  const row = await db.selectFrom("products")
    .select(["title", "description", "price_minor as price"]).executeTakeFirstOrThrow();
  assert.deepEqual({ ...row, price: Number(row.price) }, {
    title: "Blue lamp",
    description: "Fine one[31m.\nBack",
    price: 1250,
  });
  const queries = [
    `blue${HIDDEN} lamp`,
    `${TURN}lamp`,
    "la\u0000mp",
    `${"\u200b".repeat(300)}lamp`,
  ];
  for (const query of queries) {
    await t.step(`search ${JSON.stringify(query.slice(0, 12))}`, async () => {
      const { results } = await shop.telegram.control.inlineQuery(seller.person.user.id, query);
      assert.deepEqual(results.map(({ id }) => id), [productId]);
    });
  }
  for (const query of ["😀".repeat(256), "\ud800", "%", "' or true --", "\\"]) {
    await t.step(`search ${JSON.stringify(query.slice(0, 12))} finds nothing`, async () => {
      const { results } = await shop.telegram.control.inlineQuery(seller.person.user.id, query);
      assert.deepEqual(results, []);
    });
  }
});

Deno.test("each question refuses a text that is too long, and the sale goes on", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller, ANSWERS);
  const [card] = await seller.say("/my");
  const cases = [
    { button: en.button.title, text: "T".repeat(4096), refusal: en.refusal.long_title },
    { button: en.button.description, text: "é".repeat(801), refusal: en.refusal.long_description },
    { button: en.button.price, text: "9".repeat(4096), refusal: en.refusal.bad_price },
    { button: en.button.title, text: `${HIDDEN}${TURN}`, refusal: en.refusal.empty_text },
  ];
  for (const { button, text, refusal } of cases) {
    const field = button.toLowerCase();
    await seller.forge(card, `m:f:${productId}:${field}`);
    assert.deepEqual(texts(await seller.say(text)), [plain(refusal)], field);
  }
});

Deno.test("a buyer's name in a seller's notice is visible, and does not turn the text around it", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  const { control } = shop.telegram;
  const names = [
    { id: 9001, firstName: `${TURN}nnA<b>`, starts: "nnA<b> is interested" },
    { id: 9002, firstName: HIDDEN, starts: "9002 is interested" },
  ];
  for (const { id, firstName, starts } of names) {
    await t.step(starts, async () => {
      await control.defineUser({ id, firstName, languageCode: "en" });
      await control.sendText(id, `/start ${productId}`);
      await control.waitForIdle();
      const { messages } = await control.transcript(id);
      for (const label of [en.button.contact, en.button.contactYes]) {
        const { callbackQueryId } = await control.click(id, messages.at(-1)!.messageId, label);
        await control.waitForAnswer(callbackQueryId);
        await control.waitForIdle();
      }
      const told = (await control.transcript(seller.person.user.id)).messages.at(-1)!;
      assert.ok(told.text.startsWith(starts), told.text);
    });
  }
});

Deno.test("garbage in a button or a link is answered, and changes nothing", async (t) => {
  await using shop = await openShop();
  await listProduct(await stranger(shop));
  const user = await stranger(shop);
  const [message] = await user.say("/browse");
  const buttons = [
    "",
    " ",
    "\u0000",
    "b:n:",
    "b:n:TBF-1\n",
    "b:n:../../etc/passwd",
    `b:d:${"x".repeat(60)}`,
    `c:TBF-${"x".repeat(4000)}`,
    "😀".repeat(100),
    TURN,
    "lang:xx",
    "__proto__",
    "m:f:TBF-1:constructor",
    '{"update_id":1}',
  ];
  for (const data of buttons) {
    await t.step(`button ${JSON.stringify(data.slice(0, 24))} (${data.length})`, async () => {
      const { note, messages } = await user.forge(message, data);
      assert.equal(note.text, en.staleButton);
      assert.deepEqual(messages, []);
    });
  }
  for (const link of ["x".repeat(64), "TBF-%00", "TBF-' or 1=1", "../..", TURN, "😀", "a b c"]) {
    await t.step(`link ${JSON.stringify(link.slice(0, 24))}`, async () => {
      assert.deepEqual(texts(await user.say(`/start ${link}`)), [plain(en.product.unknown)]);
    });
  }
});
