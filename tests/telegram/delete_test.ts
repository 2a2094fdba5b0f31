import assert from "node:assert/strict";
import { loadImages } from "../../src/event_log/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import {
  labels,
  listProduct,
  sellUpTo,
  stranger,
  type Talk,
  texts,
} from "../../devkit/testing/bot.ts";

const { en } = LOCALES;
const { button, edit, notOwn, product } = en;

async function rowOf(shop: Shop, productId: string) {
  return await shop.db.selectFrom("products").selectAll()
    .where("product_id", "=", productId).executeTakeFirstOrThrow();
}

/** Waits until nothing of the only product is in B2 or on disk. */
async function untilErased(shop: Shop): Promise<void> {
  const keys = new Set(
    shop.b2.log.filter(({ method }) => method === "PUT").map(({ key }) => key),
  );
  await until("nothing of the product", async () => {
    const answers = await Promise.all([...keys].map((key) => shop.object(key)));
    const files = await Array.fromAsync(Deno.readDir(shop.cacheDir));
    return answers.every((bytes) => !isJpeg(bytes)) && files.length === 0;
  });
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

async function deleteFromMy(seller: Talk) {
  const [card] = await seller.say("/my");
  await seller.press(card, button.deleteForGood);
  await seller.press(card, button.deleteYes);
  return { card: card!, ...await seller.press(card, button.deleteReally) };
}

Deno.test("deleting for good needs two confirmations, and leaves only a placeholder", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop, "en", "sam_secret");
  const { productId } = await listProduct(seller);
  await untilStored(shop, productId);
  const [card] = await seller.say("/my");
  const first = await seller.press(card, button.deleteForGood);
  assert.deepEqual([first.note.text, first.note.alert], [edit.deleteAsk, true]);
  const { messages: [kept] } = await seller.press(card, button.keep);
  assert.deepEqual(labels(kept!), labels(card!));
  await seller.press(card, button.deleteForGood);
  const second = await seller.press(card, button.deleteYes);
  assert.deepEqual([second.note.text, second.note.alert], [edit.deleteAskAgain, true]);
  assert.equal((await rowOf(shop, productId)).deleted_for_good_at, null);
  const { messages: [done] } = await seller.press(card, button.deleteReally);
  assert.deepEqual([done!.messageId, done!.text, labels(done!)], [
    card!.messageId,
    edit.deleteDone,
    [],
  ]);
  assert.notEqual(done!.photo?.fileUniqueId, card!.photo?.fileUniqueId, "the picture is gone");
  const { title, seller_id, seller_username, deleted_for_good_at } = await rowOf(shop, productId);
  assert.deepEqual([title, seller_id, seller_username], [null, null, null]);
  assert.ok(deleted_for_good_at !== null);
  assert.equal((await loadImages(shop.db, productId)).deleted, true);
  await untilErased(shop);
  assert.deepEqual(texts(await seller.say("/my")), [product.noneOfYours]);
});

Deno.test("after a deletion, links, old buttons, the catalogue and inline mode say that the product is gone", async (t) => {
  await using shop = await openShop();
  const { control } = shop.telegram;
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  await untilStored(shop, productId);
  const buyer = await stranger(shop);
  const [page] = await buyer.say("/browse");
  const [details] = await buyer.say(`/start ${productId}`);
  const { card } = await deleteFromMy(seller);
  const answers: { name: string; gone: () => Promise<string[]>; says?: string }[] = [
    { name: "a link", gone: async () => texts(await buyer.say(`/start ${productId}`)) },
    {
      name: "the catalogue",
      gone: async () => texts(await buyer.say("/browse")),
      says: product.noneOnSale,
    },
    {
      name: "the details",
      gone: async () => [(await buyer.press(page, button.details)).note.text ?? ""],
    },
    {
      name: "a message to the seller",
      gone: async () => [(await buyer.press(details, button.contact)).note.text ?? ""],
    },
    {
      name: "the button Back",
      gone: async () => [(await buyer.press(details, button.back)).note.text ?? ""],
    },
    ...["m:e", "m:w1", "m:w3", "m:d1", "m:d2", "m:d3"].map((verb) => ({
      name: `the seller's button ${verb}`,
      gone: async () => [(await seller.forge(card, `${verb}:${productId}`)).note.text ?? ""],
      says: notOwn.withdrawn,
    })),
  ];
  for (const { name, gone, says = product.withdrawn } of answers) {
    await t.step(name, async () => assert.deepEqual(await gone(), [says]));
  }
  await t.step("inline mode", async () => {
    const { results } = await control.inlineQuery(buyer.person.user.id, productId);
    assert.deepEqual(results, []);
  });
  assert.equal((await loadImages(shop.db, productId)).images.cover.generation, 1, "once");
});

Deno.test("a withdrawn product can be deleted from the message about the withdrawal", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  const [card] = await seller.say("/my");
  await seller.press(card, button.withdraw);
  await seller.press(card, button.withdrawYes);
  await seller.press(card, button.deleteForGood);
  const { messages: [kept] } = await seller.press(card, button.keep);
  assert.deepEqual(labels(kept!), [button.putBack, button.deleteForGood]);
  await seller.press(card, button.deleteForGood);
  await seller.press(card, button.deleteYes);
  const { messages: [done] } = await seller.press(card, button.deleteReally);
  assert.equal(done?.text, edit.deleteDone);
  assert.equal((await rowOf(shop, productId)).title, null);
});

Deno.test("deleting a product ends its change, and the waiting sale continues", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  await sellUpTo(seller, "description", { title: "Second" });
  const [card] = await seller.say("/my");
  await seller.press(card, button.replacePhoto);
  await seller.press(card, button.deleteForGood);
  await seller.press(card, button.deleteYes);
  const { messages } = await seller.press(card, button.deleteReally);
  assert.ok(messages.at(-1)!.text.startsWith(en.sell.resumed));
  assert.equal((await seller.dialogue())?.kind, "sale");
  assert.ok(!JSON.stringify(await seller.dialogue()).includes(productId));
  await seller.say("A fine one.");
  const [preview] = await seller.say("3");
  assert.match(preview!.text, /^Second\n/);
});
