import assert from "node:assert/strict";
import { sql } from "kysely";
import type { MessageView } from "@vitrine/local-telegram";
import { BUTTONS } from "../../src/telegram/buttons.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { cleanText, productName } from "../../src/shop/mod.ts";
import { visible } from "../../src/std/mod.ts";
import { labels, smallPhoto, stranger, type Talk } from "../../devkit/testing/bot.ts";
import { ODD_IDS } from "../../devkit/testing/odd_ids.ts";
import { longTest, sampleOf } from "../../devkit/testing/sample.ts";
import { openShop, type Shop, untilStored } from "../../devkit/testing/shop.ts";

const { button, edit, product: words } = LOCALES.en;

const titleOf = (index: number) => `Product no. ${index + 1}`;

/** Puts the odd products on sale: the first one is the newest. The last two have no time at all. One photo shows all. */
async function addOddProducts(shop: Shop, seller: Talk): Promise<void> {
  const sellerId = seller.person.user.id;
  await seller.photo(await smallPhoto(1));
  const { messages } = await shop.telegram.control.transcript(sellerId);
  const { fileId } = messages.findLast(({ photo }) => photo !== undefined)!.photo!;
  await sql`alter table products alter listed_at drop not null`.execute(shop.db);
  await shop.db.insertInto("products").values(ODD_IDS.map(({ id }, index) => ({
    product_id: id,
    title: titleOf(index),
    seller_id: sellerId,
    telegram_cover_file_id: fileId,
    telegram_thumb_file_id: fileId,
    listed_at: index >= ODD_IDS.length - 2 ? null : new Date(Date.UTC(2020, 0, 1, 0, -index)),
  })) as never).execute();
}

longTest("a product with any id is found by every way, and is sold like any other", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const buyer = await stranger(shop);
  await addOddProducts(shop, seller);
  await t.step("browse, its buttons and Details", () => walkCatalogue(buyer));
  for (const [index, { id, kind }] of sampleOf([...ODD_IDS.entries()], 6)) {
    await t.step(`search and deep link: ${kind}`, () => findAndOpen(shop, buyer, id, index));
  }
  await t.step("my: each card says its id, so that twins differ", () => walkMy(seller));
  for (const id of ["z".repeat(200), "x\ny\tz\u001b[31m"]) {
    await t.step(`my: change, replace, delete ${visible(id).slice(0, 20)}`, async () => {
      await changeAndDelete(shop, seller, id);
    });
  }
  await t.step("twins keep their own pictures", () => replaceTwins(shop, seller));
});

/** Every product once, newest first; its Details, and back. */
async function walkCatalogue(buyer: Talk): Promise<void> {
  let [page] = await buyer.say("/browse");
  for (const index of ODD_IDS.keys()) {
    assert.ok(page!.text.startsWith(titleOf(index)), page!.text);
    assert.ok(labels(page!).includes(words.place(index + 1, ODD_IDS.length)));
    const { messages: [details] } = await buyer.press(page, button.details);
    assert.ok(details!.text.startsWith(titleOf(index)));
    await buyer.press(details, button.contact);
    const { note } = await buyer.press(details, button.contactYes);
    assert.equal(note.text, LOCALES.en.contact.told);
    [page] = (await buyer.press(await buyer.now(details!), button.back)).messages;
    if (index < ODD_IDS.length - 1) [page] = (await buyer.press(page, button.next)).messages;
  }
  const { note } = await buyer.press(page, button.previous);
  assert.equal(note.text, "");
}

/** The buyer shares the product, finds it first of all, and follows the link of the result. */
async function findAndOpen(shop: Shop, buyer: Talk, id: string, index: number): Promise<void> {
  const { id: buyerId } = buyer.person.user;
  const { results: [found] } = await shop.telegram.control.inlineQuery(buyerId, productName(id));
  assert.equal(found?.title, titleOf(index));
  assert.ok(new TextEncoder().encode(found.id).length <= 64, found.id);
  const link = new URL(found.keyboard[0]![0]!.url!);
  const payload = link.searchParams.get("start")!;
  assert.match(payload, /^[A-Za-z0-9_-]{1,64}$/);
  const [details] = await buyer.say(`/start ${payload}`);
  assert.ok(details!.text.startsWith(titleOf(index)), details!.text);
  const share = details!.keyboard.flat().find(({ text }) => text === button.share);
  assert.equal(share?.switchInline?.query, productName(id));
}

async function walkMy(seller: Talk): Promise<void> {
  const shown = new Set<string>();
  let [card] = await seller.say("/my");
  for (const [index, { id }] of ODD_IDS.entries()) {
    assert.ok(card!.text.startsWith(titleOf(index)), card!.text);
    const [printed = ""] = card!.text.split("\n").slice(-1);
    assert.ok(printed === cleanText(visible(id)) || printed.trim() === id.trim(), printed);
    shown.add(printed);
    if (index < ODD_IDS.length - 1) [card] = (await seller.press(card, button.next)).messages;
  }
  assert.equal(shown.size, ODD_IDS.length);
}

/** Opens the seller's own card of a product, by the button of an older message. */
async function myCardOf(seller: Talk, id: string): Promise<MessageView> {
  const [older] = await seller.say("/my");
  const { messages } = await seller.forge(older, BUTTONS.myPage.data({ productId: id }));
  const index = ODD_IDS.findIndex((each) => each.id === id);
  const card = messages.find(({ text }) => text.startsWith(titleOf(index)));
  assert.ok(card !== undefined);
  return card;
}

async function changeAndDelete(shop: Shop, seller: Talk, id: string): Promise<void> {
  await seller.press(await myCardOf(seller, id), button.replacePhoto);
  const answers = await seller.photo(await smallPhoto(7));
  assert.ok(answers.some(({ text }) => text.endsWith(edit.replaced)));
  await untilStored(shop, id);
  let card = await myCardOf(seller, id);
  for (const label of [button.deleteForGood, button.deleteYes, button.deleteReally]) {
    await seller.press(await seller.now(card), label);
  }
  card = await seller.now(card);
  assert.equal(card.text, edit.deleteDone);
  const row = await shop.db.selectFrom("products").select("deleted_for_good_at")
    .where("product_id", "=", id).executeTakeFirstOrThrow();
  assert.ok(row.deleted_for_good_at !== null);
}

/** `a1` and `A1` get the same picture. Deleting one leaves that of the other. */
async function replaceTwins(shop: Shop, seller: Talk): Promise<void> {
  for (const id of ["a1", "A1"]) {
    await seller.press(await myCardOf(seller, id), button.replacePhoto);
    await seller.photo(await smallPhoto(8));
    await untilStored(shop, id);
  }
  const keys = (await Array.fromAsync(shop.store.list("products/"))).map(({ key }) => key);
  for (const id of ["a1", "A1"]) {
    assert.equal(keys.filter((key) => key.startsWith(`products/${id}/`)).length, 3, id);
  }
}

Deno.test("a link or a button that names no product says so", async (t) => {
  await using shop = await openShop();
  const buyer = await stranger(shop);
  for (const payload of ["43", "_-" + "0".repeat(32), "__QQ", "__AA", "Chaise n° 8", "%"]) {
    await t.step(payload, async () => {
      const [answer] = await buyer.say(`/start ${payload}`);
      assert.equal(answer?.text, words.unknown);
    });
  }
  await t.step("a button of a long id", async () => {
    const [message] = await buyer.say("/help");
    const { note } = await buyer.forge(message, `b:d:_-${"0".repeat(32)}`);
    assert.deepEqual([note.text, note.alert], [words.unknown, true]);
  });
});
