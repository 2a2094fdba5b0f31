import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop } from "../../devkit/testing/shop.ts";
import { labels, listProduct, stranger } from "../../devkit/testing/bot.ts";

const { button, contact } = LOCALES.en;

Deno.test("a buyer writes directly to a seller with a username", async () => {
  await using shop = await openShop();
  const { productId } = await listProduct(await stranger(shop, "en", "sam_sells"));
  const buyer = await stranger(shop);
  const [details] = await buyer.say(`/start ${productId}`);
  const link = details?.keyboard.flat().find(({ text }) => text === button.contact);
  const url = new URL(link!.url!);
  assert.equal(url.origin + url.pathname, "https://t.me/sam_sells");
  assert.equal(url.searchParams.get("text"), contact.opening("Lamp", productId));
});

Deno.test("a seller without a username is told who asks; markup is shown as text", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { control } = shop.telegram;
  const sellerId = seller.person.user.id;
  const { productId } = await listProduct(seller, { title: "<i>Lamp</i> & co" });
  const cases = [
    { name: "a buyer with a username", buyer: await stranger(shop, "en", "bea"), as: "@bea" },
    { name: "a buyer without one", buyer: await stranger(shop), as: "Pat" },
  ];
  for (const { name, buyer, as } of cases) {
    await t.step(name, async () => {
      const [details] = await buyer.say(`/start ${productId}`);
      const before = (await control.transcript(sellerId)).messages.length;
      const { note: asked } = await buyer.press(details, button.contact);
      const { username, firstName } = buyer.person.user;
      const name = username === undefined ? firstName : `@${username}`;
      assert.deepEqual([asked.text, asked.alert], [contact.ask(name), true]);
      const { messages: [kept] } = await buyer.press(details, button.back);
      assert.deepEqual(labels(kept!), labels(details!));
      assert.equal((await control.transcript(sellerId)).messages.length, before, "asked first");
      await buyer.press(details, button.contact);
      const { note } = await buyer.press(details, button.contactYes);
      assert.deepEqual([note.text, note.alert], [contact.told, true]);
      assert.deepEqual(labels(await buyer.now(details!)), labels(details!));
      const { messages } = await control.transcript(sellerId);
      assert.equal(messages.length, before + 1, "told once");
      const told = messages.at(-1)!;
      assert.equal(told.kind, "photo");
      assert.ok(told.text.endsWith(productId));
      const buttons = told.keyboard.flat();
      const view = buttons.find(({ text }) => text === button.view);
      assert.equal(view?.url, `https://t.me/vitrine_bot?start=${productId}`);
      const write = buttons.find(({ text }) => text === button.write);
      assert.equal(write?.url?.split("?")[0], username && `https://t.me/${username}`);
      const { note: again } = await buyer.press(details, button.contact);
      assert.equal(again.text, contact.already);
      assert.ok(told.text.startsWith(as), told.text);
      assert.ok(told.text.includes("<i>Lamp</i> & co"));
      const { id } = buyer.person.user;
      if (as === "Pat") assert.ok(told.html.includes(`tg://user?id=${id}`), told.html);
    });
  }
  await t.step("the seller's own product", async () => {
    const [details] = await seller.say(`/start ${productId}`);
    const { note } = await seller.press(details, button.contact);
    assert.equal(note.text, contact.own);
  });
  await t.step("a seller who blocked the bot", async () => {
    const buyer = await stranger(shop);
    const [details] = await buyer.say(`/start ${productId}`);
    await control.block(sellerId);
    await buyer.press(details, button.contact);
    const { note } = await buyer.press(details, button.contactYes);
    assert.deepEqual([note.text, note.alert], [contact.unreachable, true]);
  });
});

Deno.test("a legacy row without a seller has nobody to contact", async () => {
  await using shop = await openShop();
  await shop.db.insertInto("products").values({ product_id: "TBF-1" } as never).execute();
  const buyer = await stranger(shop);
  const [details] = await buyer.say("/start TBF-1");
  assert.ok(labels(details!).includes(button.contact));
  const { note } = await buyer.press(details, button.contact);
  assert.equal(note.text, contact.unreachable);
});
