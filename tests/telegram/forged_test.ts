import assert from "node:assert/strict";
import { CALLBACKS } from "../../src/telegram/buttons.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openTestShop, type TestShop } from "../../devkit/testing/shop.ts";
import { listProduct, sellUpTo, stranger, texts } from "../../devkit/testing/bot.ts";

const { product, sell } = LOCALES.en;

type Kind = "anyone's" | "own" | "the seller's" | "the draft's";

/** Of each button: whose it is to press, and a way to write its data. */
const BUTTONS: Record<keyof typeof CALLBACKS, { of: Kind; data: (id: string) => string }> = {
  browse: { of: "anyone's", data: () => "browse" },
  next: { of: "anyone's", data: (id) => `b:n:${id}` },
  previous: { of: "anyone's", data: (id) => `b:p:${id}` },
  place: { of: "anyone's", data: (id) => `b:c:${id}` },
  details: { of: "anyone's", data: (id) => `b:d:${id}` },
  backToPage: { of: "anyone's", data: (id) => `b:b:${id}` },
  contact: { of: "anyone's", data: (id) => `c:${id}` },
  language: { of: "own", data: () => "lang:en" },
  confirmSale: { of: "the draft's", data: (id) => `s:ok:${id}` },
  editSale: { of: "the draft's", data: (id) => `s:ed:${id}` },
  editSaleField: { of: "the draft's", data: (id) => `s:f:${id}:price` },
  previewSale: { of: "the draft's", data: (id) => `s:pv:${id}` },
  cancelSale: { of: "the draft's", data: (id) => `s:no:${id}` },
  myNext: { of: "own", data: (id) => `m:n:${id}` },
  myPrevious: { of: "own", data: (id) => `m:p:${id}` },
  myPage: { of: "the seller's", data: (id) => `m:b:${id}` },
  myEdit: { of: "the seller's", data: (id) => `m:e:${id}` },
  myEditField: { of: "the seller's", data: (id) => `m:f:${id}:photo` },
  myWithdraw: { of: "the seller's", data: (id) => `m:w1:${id}` },
  myWithdrawSure: { of: "the seller's", data: (id) => `m:w2:${id}` },
  myWithdrawDo: { of: "the seller's", data: (id) => `m:w3:${id}` },
  myDelete: { of: "the seller's", data: (id) => `m:d1:${id}` },
  myDeleteSure: { of: "the seller's", data: (id) => `m:d2:${id}` },
  myDeleteDo: { of: "the seller's", data: (id) => `m:d3:${id}` },
  myDeleteNot: { of: "the seller's", data: (id) => `m:d0:${id}` },
};

/** All that a forger could have changed. */
async function everything(shop: TestShop) {
  const { db } = shop.database;
  const columns = [
    "product_id",
    "title",
    "description",
    "price_minor",
    "seller_id",
    "withdrawn_at",
    "deleted_for_good_at",
    "sale_id",
  ] as const;
  return {
    products: await db.selectFrom("products").select(columns).orderBy("product_id").execute(),
    dialogues: await db.selectFrom("dialogues").select(["user_id", "state"]).execute(),
    generations: await db.selectFrom("image_events").select("position")
      .where("type", "=", "ImageInvalidated").execute(),
  };
}

Deno.test("no button of another's product or draft does anything for a forger", async (t) => {
  await using shop = await openTestShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  await sellUpTo(seller, "preview");
  const { saleId } = await seller.dialogue() as { saleId: string };
  const forger = await stranger(shop);
  const [message] = await forger.say("/browse");
  const before = await everything(shop);
  for (const [name, { of, data }] of Object.entries(BUTTONS)) {
    if (of === "anyone's") continue;
    await t.step(name, async () => {
      const { note } = await forger.forge(message, data(of === "the draft's" ? saleId : productId));
      const refusal = of === "the draft's" ? sell.draftGone : product.notYours;
      if (of !== "own") assert.deepEqual([note.text, note.alert], [refusal, true]);
      assert.deepEqual(await everything(shop), before);
    });
  }
});

Deno.test("a draft that was listed is shown again to its seller alone", async () => {
  await using shop = await openTestShop();
  const seller = await stranger(shop);
  await sellUpTo(seller, "preview");
  const { saleId } = await seller.dialogue() as { saleId: string };
  const [card] = await seller.say("/sell").then((all) => all.slice(-1));
  await seller.press(card, LOCALES.en.button.confirm);
  const forger = await stranger(shop);
  const [message] = await forger.say("/browse");
  const { note } = await forger.forge(message, `s:ok:${saleId}`);
  assert.equal(note.text, sell.draftGone);
});

Deno.test("buttons that anyone may press work for anyone, and none is left without an answer", async (t) => {
  await using shop = await openTestShop();
  const { productId } = await listProduct(await stranger(shop));
  const buyer = await stranger(shop);
  const [message] = await buyer.say("/browse");
  for (const [name, { of, data }] of Object.entries(BUTTONS)) {
    if (of !== "anyone's") continue;
    await t.step(name, async () => {
      const { note, messages } = await buyer.forge(message, data(productId));
      assert.notEqual(note.text, LOCALES.en.failed);
      assert.ok(!texts(messages).includes(LOCALES.en.failed));
    });
  }
});

Deno.test("a seller presses the forged button of a question that the draft cannot answer yet", async () => {
  await using shop = await openTestShop();
  const seller = await stranger(shop);
  const message = await sellUpTo(seller, "title");
  const { saleId } = await seller.dialogue() as { saleId: string };
  for (const data of [`s:ok:${saleId}`, `s:pv:${saleId}`]) {
    const { messages } = await seller.forge(message, data);
    assert.ok(messages.at(-1)!.text.includes("Step 2 of 4"), data);
    assert.equal((await seller.dialogue())?.step, "title");
  }
  await seller.forge(message, `s:f:${saleId}:price`);
  const [answer] = await seller.say("5");
  assert.ok(answer!.text.includes("Step 2 of 4"), "what is missing is asked for");
});
