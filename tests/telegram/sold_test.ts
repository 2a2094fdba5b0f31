import assert from "node:assert/strict";
import type { MessageView } from "@vitrine/local-telegram";
import { type Locale, LOCALES } from "../../src/telegram/locales/mod.ts";
import { LISTED } from "../../src/telegram/product_list.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import {
  labels,
  listProduct,
  sellUpTo,
  stranger,
  type Talk,
  texts,
} from "../../devkit/testing/bot.ts";

const { button, edit, product } = LOCALES.en;

/** Three pages of a list. */
const MANY = 2 * LISTED + 3;

Deno.test("a product is sold with one confirmation, and put back on sale", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const buyer = await stranger(shop);
  const { productId } = await listProduct(seller, { title: "Blue teapot" });
  const [card] = await seller.say("/my");
  const [before] = await buyer.say("/browse");
  await t.step("the seller is asked once, and may say no", async () => {
    const { note, messages: [asked] } = await seller.press(card, button.sold);
    assert.deepEqual([note.text, note.alert], [edit.soldAsk, true]);
    assert.deepEqual(labels(asked!), [button.soldYes, button.notYet]);
    const { messages: [kept] } = await seller.press(card, button.notYet);
    assert.deepEqual(labels(kept!), labels(card!));
    assert.equal((await buyer.say("/browse")).length, 1);
  });
  await t.step("a sold product leaves the catalogue, the search and inline mode", async () => {
    await seller.press(card, button.sold);
    const { messages: [sold] } = await seller.press(card, button.soldYes);
    const caption = `Blue teapot\n€12.50\n\nA fine one.\n\n${productId}\n\n${edit.soldDone}`;
    assert.deepEqual([sold!.text, labels(sold!)], [
      caption,
      [button.putBack, button.deleteForGood],
    ]);
    assert.deepEqual(texts(await buyer.say("/browse")), [product.noneOnSale]);
    const found = texts(await buyer.say("teapot"));
    assert.ok(!found.some((text) => text.includes("Blue")), found.join());
    const { control } = shop.telegram;
    const { results } = await control.inlineQuery(buyer.person.user.id, "teapot");
    assert.deepEqual(results, []);
  });
  await t.step("who has its link or an old card is told that it is sold", async () => {
    for (const asked of [`/start ${productId}`, productId, productId.toLowerCase()]) {
      assert.deepEqual(texts(await buyer.say(asked)), [product.sold], asked);
    }
    const { note } = await buyer.press(before, button.details);
    assert.deepEqual([note.text, note.alert], [product.sold, true]);
  });
  await isPutBack(t, seller, buyer, productId);
  for (const words of Object.values(LOCALES)) await isListedInPages(t, shop, words);
});

async function isPutBack(
  t: Deno.TestContext,
  seller: Talk,
  buyer: Talk,
  productId: string,
): Promise<void> {
  await t.step("the seller finds it by /my, its link and after another product", async () => {
    const [list] = await seller.say("/my");
    assert.equal(list?.text, product.offSale);
    assert.equal(labels(list!).length, 1);
    const { messages: [found] } = await seller.press(list, labels(list!)[0]!);
    const [linked] = await seller.say(`/start ${productId}`);
    for (const shown of [found, linked]) {
      assert.ok(shown!.text.endsWith(edit.soldDone), shown!.text);
      assert.deepEqual(labels(shown!), [button.putBack, button.deleteForGood]);
    }
    await listProduct(seller, { title: "Mug" });
    const [mine] = await seller.say("/my");
    const { messages: [again] } = await seller.press(mine, button.offSale);
    assert.equal(again?.text, product.offSale);
  });
  await t.step("one press puts it back, also the second one of the same button", async () => {
    const [shown] = await seller.say(`/start ${productId}`);
    const { note, messages: [back] } = await seller.press(shown, button.putBack);
    assert.equal(note.text, edit.putBack);
    assert.match(back!.text, /^Blue teapot\n/);
    assert.ok(labels(back!).includes(button.sold));
    await seller.forge(shown, `m:r:${productId}`);
    assert.match((await buyer.say(`/start ${productId}`))[0]!.text, /^Blue teapot\n/);
    const [found] = await buyer.say("teapot");
    assert.match(found!.text, /^Blue teapot\n/);
    const { note: none } = await seller.press((await seller.say("/my")).at(-1), button.next);
    assert.equal(none.text ?? "", "");
  });
  await t.step("an unfinished sale waits meanwhile", async () => {
    await sellUpTo(seller, "description", { title: "Third" });
    const [mine] = await seller.say("/my");
    await seller.press(mine, button.sold);
    await seller.press(mine, button.soldYes);
    assert.equal((await seller.dialogue())?.step, "description");
    assert.match(texts(await seller.say("/sell")).at(-1)!, /Step 3 of 4/);
  });
}

async function isListedInPages(t: Deno.TestContext, shop: Shop, words: Locale): Promise<void> {
  const { language, button, product } = words;
  const seller = await stranger(shop, language);
  const rows = Array.from({ length: MANY }, (_, n) => ({
    product_id: `TBF-${language}${n}`,
    title: `Chair ${n}`,
    seller_id: seller.person.user.id,
    withdrawn_at: new Date(Date.UTC(2026, 0, 1, n)),
    marked_sold_at: n === MANY - 1 ? new Date() : null,
  }));
  await shop.db.insertInto("products").values(rows as never).execute();
  await t.step(`a long list of what is off sale has pages both ways (${language})`, async () => {
    const [list] = await seller.say("/my");
    assert.equal(list?.text, product.offSale);
    const sold = `${button.sold} · Chair 18`;
    assert.deepEqual(shown(list!), [sold, ...chairs(17, 11), button.next]);
    const turn = async (from: MessageView | undefined, way: string) => {
      const { messages: [page] } = await seller.press(from, way);
      assert.equal(page!.messageId, list!.messageId, "edited in place");
      return page!;
    };
    const second = await turn(list, button.next);
    const isSecond = [...chairs(10, 3), button.previous, button.next];
    assert.deepEqual(shown(second), isSecond);
    await restore(seller, second, 0);
    const third = await turn(second, button.next);
    assert.deepEqual(shown(third), [...chairs(2, 0), button.previous]);
    // Its place holds, although the product that it names is on sale again.
    await restore(seller, third, 0);
    const again = await turn(third, button.previous);
    assert.deepEqual(shown(again), [
      ...chairs(11, 11),
      ...chairs(9, 3),
      button.previous,
      button.next,
    ]);
    // One is missing before this place: the first page is full all the same.
    const first = await turn(again, button.previous);
    assert.deepEqual(shown(first), [sold, ...chairs(17, 11), button.next]);
  });
}

/** The titles of a list, and the labels of its other buttons. */
function shown(list: MessageView): string[] {
  return labels(list).map((label) => label.replace(/ · [^·]+$/, ""));
}

/** The titles from one number down to another. */
function chairs(from: number, to: number): string[] {
  return Array.from({ length: from - to + 1 }, (_, n) => `Chair ${from - n}`);
}

/** Puts a product of the list back on sale. */
async function restore(seller: Talk, list: MessageView, row: number): Promise<void> {
  const { messages: [card] } = await seller.press(list, labels(list)[row]!);
  const { messages: [restored] } = await seller.press(card, labels(card!)[0]!);
  assert.match(restored!.text, /^Chair /);
}
