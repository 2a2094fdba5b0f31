import assert from "node:assert/strict";
import type { MessageView } from "@vitrine/local-telegram";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import { labels, listProduct, plain, stranger, texts } from "../../devkit/testing/bot.ts";

const { en, fr } = LOCALES;
const { button, product } = en;

/** Adds rows of a legacy shop to the catalogue. The last one is the newest. */
async function addRows(
  shop: Shop,
  rows: readonly Record<string, string | number | null>[],
): Promise<void> {
  for (const [index, row] of rows.entries()) {
    const listed_at = new Date(Date.UTC(2020, 0, 1, 0, index));
    await shop.db.insertInto("products").values({ listed_at, ...row } as never).execute();
  }
}

Deno.test("/browse turns pages in place, newest first, and stops at both ends", async () => {
  await using shop = await openShop();
  await addRows(shop, ["A", "B", "C"].map((title) => ({ product_id: `TBF-${title}`, title })));
  const buyer = await stranger(shop);
  const [first] = await buyer.say("/browse");
  assert.deepEqual([first?.text, first?.kind], [`C\n${product.priceOnRequest}`, "photo"]);
  assert.deepEqual(labels(first!), ["1 of 3", button.next, button.details, button.list]);
  const { messages: [second] } = await buyer.press(first, button.next);
  assert.equal(second?.messageId, first?.messageId, "edited in place");
  assert.deepEqual(labels(second!), [
    button.previous,
    "2 of 3",
    button.next,
    button.details,
    button.list,
  ]);
  const { messages: [third] } = await buyer.press(second, button.next);
  assert.deepEqual(labels(third!), [button.previous, "3 of 3", button.details, button.list]);
  assert.match(third!.text, /^A\n/);
  const { messages: [back] } = await buyer.press(third, button.previous);
  assert.match(back!.text, /^B\n/);
  const { note, messages } = await buyer.press(back, "2 of 3");
  assert.deepEqual([note.text, messages], ["", []]);
  const { transcript } = shop.telegram.control;
  const sent = (await transcript(buyer.person.user.id)).messages.filter(({ from }) =>
    from === "bot"
  );
  assert.equal(sent.length, 1, "one message in all");
});

Deno.test("Details shows the cover and the whole text; Back returns to the page", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const description = "word ".repeat(100).trim();
  await listProduct(seller, { description });
  const buyer = await stranger(shop, "fr");
  const [page] = await buyer.say("/browse");
  assert.ok(!page!.text.includes(description), "a list is short");
  const { messages: [details] } = await buyer.press(page, fr.button.details);
  assert.equal(details?.messageId, page?.messageId);
  assert.equal(details?.text, `Lamp\n12,50\u00a0€\n\n${description}`);
  assert.deepEqual(labels(details!), [fr.button.contact, fr.button.share, fr.button.back]);
  const { messages: [back] } = await buyer.press(details, fr.button.back);
  assert.deepEqual([back?.text, labels(back!)], [page?.text, labels(page!)]);
});

Deno.test("Share asks for the product inline, and the answer names it", async () => {
  await using shop = await openShop();
  const { productId, listed } = await listProduct(await stranger(shop));
  const share = listed.keyboard.flat().find(({ text }) => text === button.share);
  assert.deepEqual(share?.switchInline, { query: productId, here: false });
  const { control } = shop.telegram;
  const { results } = await control.inlineQuery(777, share.switchInline.query);
  assert.deepEqual(results.map(({ id }) => id), [productId]);
});

Deno.test("the button Browse below a new listing sends a new message", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { listed } = await listProduct(seller);
  const { messages: [page] } = await seller.press(listed, button.browse);
  assert.notEqual(page?.messageId, listed.messageId);
  assert.match((await seller.now(listed)).text, /^✅ On sale!/);
});

Deno.test("stale and forged buttons are refused or brought up to date", async (t) => {
  await using shop = await openShop();
  await addRows(shop, ["A", "B", "C"].map((title) => ({ product_id: `TBF-${title}`, title })));
  const buyer = await stranger(shop);
  const [card] = await buyer.say("/browse");
  const { db } = shop;
  const withdraw = (id: string) =>
    db.updateTable("products").set({ withdrawn_at: new Date() }).where("product_id", "=", id)
      .execute();
  await withdraw("TBF-C");
  const cases = [
    { name: "next of a withdrawn product", data: "b:n:TBF-C", note: "", text: /^B\n/ },
    {
      name: "back to a withdrawn product",
      data: "b:b:TBF-C",
      note: product.withdrawn,
      text: /^B\n/,
    },
    { name: "next at the end", data: "b:n:TBF-A", note: product.noMore, text: /^A\n/ },
    { name: "previous at the start", data: "b:p:TBF-B", note: product.noMore, text: /^B\n/ },
    { name: "next of an unknown product", data: "b:n:TBF-X", note: product.noMore, text: /^B\n/ },
    { name: "details of a withdrawn product", data: "b:d:TBF-C", note: product.withdrawn },
    { name: "details of an unknown product", data: "b:d:TBF-X", note: product.unknown },
    { name: "contact for an unknown product", data: "c:TBF-X", note: product.unknown },
    { name: "data that is no button's", data: "who:knows", note: en.staleButton },
    { name: "an id with a quote", data: "b:d:TBF-' or 1=1", note: en.staleButton },
  ];
  for (const { name, data, note, text } of cases) {
    await t.step(name, async () => {
      const pressed = await buyer.forge(card, data);
      assert.equal(pressed.note.text, note);
      if (text !== undefined) assert.match((await buyer.now(card!)).text, text);
      assert.ok(pressed.messages.length <= 1, "no second message");
    });
  }
  await t.step("a shop that is empty now", async () => {
    for (const id of ["TBF-A", "TBF-B"]) await withdraw(id);
    const { messages } = await buyer.forge(card, "b:b:TBF-B");
    assert.deepEqual(texts(messages), [product.noneOnSale]);
    assert.deepEqual(texts(await buyer.say("/browse")), [product.noneOnSale]);
  });
});

Deno.test("a deep link opens a product, or says what is wrong", async (t) => {
  await using shop = await openShop();
  await addRows(shop, [
    { product_id: "TBF-1", title: "One" },
    { product_id: "TBF-2", title: "Two", withdrawn_at: "2020-01-01" },
  ]);
  const buyer = await stranger(shop, "fr");
  const cases = [
    { payload: "TBF-1", text: `One\n${fr.product.priceOnRequest}` },
    { payload: "TBF-2", text: fr.product.withdrawn },
    { payload: "TBF-3", text: fr.product.unknown },
    { payload: "TBF-", text: fr.product.unknown },
    { payload: "hello", text: fr.product.unknown },
    { payload: "TBF-1';--", text: fr.product.unknown },
    { payload: `TBF-${"1".repeat(300)}`, text: fr.product.unknown },
    { payload: "", text: plain(fr.welcome("vitrine_bot")) },
  ];
  for (const { payload, text } of cases) {
    await t.step(payload.slice(0, 20) || "none", async () => {
      assert.deepEqual(texts(await buyer.say(`/start ${payload}`.trim())), [text]);
    });
  }
});

Deno.test("a legacy row with any words and any id never breaks the catalogue", async () => {
  await using shop = await openShop();
  const longId = `TBF-${"9".repeat(42)}`;
  await addRows(shop, [
    { product_id: longId, title: "T".repeat(500), description: "D".repeat(5000) },
    { product_id: `TBF-${"9".repeat(43)}`, title: "too long for a button" },
    { product_id: "old 17", title: "With a space" },
    {
      product_id: "TBF-5",
      title: null,
      description: "",
      price_minor: 100,
      price_currency: "EURO",
    },
  ]);
  const buyer = await stranger(shop);
  const [first] = await buyer.say("/browse");
  assert.equal(first?.text, `${product.untitled}\n1.00 EURO`);
  assert.ok(labels(first!).includes("1 of 4"));
  let page: MessageView | undefined = first;
  for (const begin of [/^With a space\n/, /^too long for a button\n/, /^T+…\n/]) {
    [page] = (await buyer.press(page, button.next)).messages;
    assert.match(page!.text, begin);
  }
  const { messages: [details] } = await buyer.press(page, button.details);
  assert.match(details!.text, /D+…$/);
  const own = await stranger(shop);
  await shop.db.updateTable("products").set({ seller_id: own.person.user.id }).execute();
  const [mine] = await own.say("/my");
  const { messages: [last] } = await own.press(mine, button.next);
  const { messages: [edit] } = await own.press(last, button.edit);
  assert.deepEqual(labels(edit!), [
    button.title,
    button.description,
    button.price,
    button.pictures,
    button.back,
  ]);
});
