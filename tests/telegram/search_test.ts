import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import {
  labels,
  listProduct,
  plain,
  sellUpTo,
  stranger,
  type Talk,
  texts,
} from "../../devkit/testing/bot.ts";

const { button, product, search } = LOCALES.en;

/** The labels of the products of a list. */
const named = (all: readonly string[]) => all.filter((label) => label.includes(" · "));

Deno.test("words, a product number and /search find products in the chat", async (t) => {
  await using shop = await openShop();
  const buyer = await stranger(shop);
  await t.step("an empty shop says what to do", async () => {
    assert.deepEqual(texts(await buyer.say("/search")), [product.noneOnSale]);
    for (const { language, product } of Object.values(LOCALES)) {
      const reader = await stranger(shop, language);
      assert.deepEqual(texts(await reader.say("/list")), [product.noneOnSale]);
    }
    assert.deepEqual(texts(await buyer.say("lamp")), [plain(search.none("lamp"))]);
  });
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller, { title: "Blue <b>teapot</b>" });
  await shop.db.insertInto("products").values(
    Array.from({ length: 10 }, (_, index) => ({
      product_id: `TBF-MUG${index}`,
      title: `Mug ${index}`,
    })) as never,
  ).execute();
  await t.step("one product is shown at once, however it is named", async () => {
    for (
      const text of [
        "teapot",
        "TEAPOT",
        "/search teapot",
        productId,
        ` ${productId.toLowerCase()} `,
      ]
    ) {
      const [shown] = await buyer.say(text);
      assert.match(shown!.text, /^Blue <b>teapot<\/b>\n/, text);
      assert.ok(labels(shown!).includes(button.contact));
    }
  });
  await t.step("several are a list, newest first, with pages", async () => {
    const [list] = await buyer.say("mug");
    assert.equal(list?.text, search.found("mug"));
    const first = labels(list!);
    assert.deepEqual(named(first).length, 8);
    assert.match(first[0]!, /^Mug 9 · /);
    const { messages: [more] } = await buyer.press(list, button.more);
    assert.equal(more?.messageId, list?.messageId);
    assert.deepEqual(named(labels(more!)).map((label) => label.slice(0, 5)), ["Mug 1", "Mug 0"]);
    assert.deepEqual(labels(more!).slice(2), [button.firstPage]);
    const { messages: [opened] } = await buyer.press(more, labels(more!)[0]!);
    assert.notEqual(opened?.messageId, more?.messageId, "the list stays");
    assert.match(opened!.text, /^Mug 1\n/);
    const { messages: [again] } = await buyer.press(more, button.firstPage);
    assert.deepEqual([again?.messageId, labels(again!)], [list?.messageId, first]);
  });
  await goesOn(t, shop, buyer);
});

async function goesOn(t: Deno.TestContext, shop: Shop, buyer: Talk): Promise<void> {
  await t.step("a mistyped word is understood, and another one told", async () => {
    const [like] = await buyer.say("taepot");
    assert.equal(like?.text, search.similar("taepot", 1));
    assert.equal(named(labels(like!)).length, 1);
    const [none] = await buyer.say("<i>sofa</i> & co");
    assert.equal(none?.text, plain(search.none("&lt;i&gt;sofa&lt;/i&gt; &amp; co")));
    const [long] = await buyer.say("long ".repeat(50));
    assert.ok(long!.text.includes("…"));
  });
  await t.step("the catalogue can be a list", async () => {
    const [card] = await buyer.say("/browse");
    const { messages: [list] } = await buyer.press(card, button.list);
    assert.equal(list?.text, search.all);
    const { messages: [more] } = await buyer.press(list, button.more);
    assert.match(named(labels(more!)).at(-1)!, /^Blue <b>teapot<\/b> · €12.50$/);
  });
  for (const { language, button, search } of Object.values(LOCALES)) {
    await t.step(`/list sends the same list straight away (${language})`, async () => {
      const reader = await stranger(shop, language);
      const [list] = await reader.say("/list");
      assert.equal(list?.text, search.all);
      const named = labels(list!).map((label) => label.split(" · ")[0]);
      const mugs = Array.from({ length: 8 }, (_, n) => `Mug ${9 - n}`);
      assert.deepEqual(named, [...mugs, button.more]);
      const [card] = await reader.say("/browse");
      const { messages: [pressed] } = await reader.press(card, button.list);
      assert.deepEqual(labels(list!), labels(pressed!));
      const { messages: [more] } = await reader.press(list, button.more);
      assert.deepEqual([more?.messageId, labels(more!).at(-1)], [
        list?.messageId,
        button.firstPage,
      ]);
    });
  }
  await t.step("a long query goes on in inline mode", async () => {
    const title = "A very long name that fits into no button at all";
    await shop.db.insertInto("products").values(
      Array.from({ length: 9 }, (_, index) => ({ product_id: `TBF-LONG${index}`, title })) as never,
    ).execute();
    const [list] = await buyer.say(title);
    const more = list!.keyboard.flat().find(({ text }) => text === button.more);
    assert.ok(more !== undefined && more.callbackData === undefined);
  });
  await t.step("an answer to a question is no search", async () => {
    await sellUpTo(buyer, "title");
    await buyer.say("mug");
    assert.equal((await buyer.dialogue())?.step, "description");
    const [list] = await buyer.say("/search mug");
    assert.equal(list?.text, search.found("mug"));
    assert.equal((await buyer.dialogue())?.step, "description");
  });
}
