import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop } from "../../devkit/testing/shop.ts";
import {
  labels,
  listProduct,
  sellUpTo,
  stranger,
  type Talk,
  texts,
} from "../../devkit/testing/bot.ts";

const { button, edit, product } = LOCALES.en;

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
    assert.deepEqual([sold!.text, labels(sold!)], [
      edit.soldDone,
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
    assert.deepEqual(texts(await buyer.say(`/start ${productId}`)), [product.sold]);
    const { note } = await buyer.press(before, button.details);
    assert.deepEqual([note.text, note.alert], [product.sold, true]);
  });
  await isPutBack(t, seller, buyer, productId);
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
