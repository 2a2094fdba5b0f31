import assert from "node:assert/strict";
import type { FileIdDeath } from "@vitrine/local-telegram";
import { loadImages } from "../../src/event_log/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { listProduct, stranger, texts } from "../../devkit/testing/bot.ts";

const { en, fr } = LOCALES;

async function addTitles(shop: Shop, titles: readonly string[]): Promise<void> {
  await shop.db.insertInto("products").values(titles.map((title, index) => ({
    product_id: `TBF-${index}`,
    title,
    listed_at: new Date(Date.UTC(2020, 0, 1, 0, index)),
  }))).execute();
}

Deno.test("inline mode offers the photo that Telegram holds, else an article", async () => {
  await using shop = await openShop();
  await addTitles(shop, ["<b>Old</b> row"]);
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller, { title: "A <i>lamp</i>" });
  const { control } = shop.telegram;
  const answer = await control.inlineQuery(seller.person.user.id, "");
  const [photo, article] = answer.results;
  assert.deepEqual([photo?.type, photo?.id], ["photo", productId]);
  assert.equal(photo?.text, "A <i>lamp</i>\n€12.50\n\nA fine one.");
  assert.deepEqual([article?.type, article?.title], ["article", "<b>Old</b> row"]);
  assert.equal(article?.text, `<b>Old</b> row\n${en.product.priceOnRequest}`);
  assert.equal(photo?.keyboard.flat()[0]?.url, `https://t.me/vitrine_bot?start=${productId}`);
  assert.ok(answer.isPersonal, "in the user's language");
  assert.equal(answer.nextOffset, "");
});

Deno.test("an inline answer is in the user's language", async () => {
  await using shop = await openShop();
  await listProduct(await stranger(shop));
  const reader = await stranger(shop, "fr");
  const { results: [result] } = await shop.telegram.control
    .inlineQuery(reader.person.user.id, "lamp");
  assert.equal(result?.text, "Lamp\n12,50\u00a0€\n\nA fine one.");
  assert.equal(result?.keyboard.flat()[0]?.text, fr.button.view);
});

Deno.test("a product that is shared into the bot's chat is no answer to its question", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  await seller.say("/sell");
  const { control } = shop.telegram;
  const { id } = seller.person.user;
  const { inlineQueryId } = await control.inlineQuery(id, productId);
  const act = await control.chooseInlineResult(id, inlineQueryId, productId);
  assert.deepEqual(texts(await seller.after(act)), []);
  assert.equal((await seller.dialogue())?.step, "photo", "it is not the photo of the sale");
});

Deno.test("inline mode shows more than 20 products page by page, each once", async () => {
  await using shop = await openShop();
  const titles = Array.from({ length: 45 }, (_, index) => `Product ${index}`);
  await addTitles(shop, titles);
  const { control } = shop.telegram;
  const sizes: number[] = [];
  const seen = new Set<string>();
  for (let offset = "";;) {
    const page = await control.inlineQuery(9, "product", { offset });
    sizes.push(page.results.length);
    for (const { title } of page.results) seen.add(title);
    if (page.nextOffset === "") break;
    offset = page.nextOffset;
  }
  assert.deepEqual(sizes, [20, 20, 5]);
  assert.equal(seen.size, 45);
  // The last one is a count of an older release.
  for (const forged of ["-1; drop", "n", "n-5", "n1e3", `n${"9".repeat(63)}`, "20"]) {
    const { results } = await control.inlineQuery(9, "", { offset: forged });
    assert.equal(results[0]?.title, "Product 44", `${forged} is no offset`);
  }
  const last = await control.inlineQuery(9, "product", { offset: "n999999999999999" });
  assert.equal(last.results[0]?.title, "Product 44");
  const none = await control.inlineQuery(9, "product", { offset: "n0" });
  assert.deepEqual([none.results, none.nextOffset], [[], ""]);
});

Deno.test("an inline search treats every character literally", async (t) => {
  await using shop = await openShop();
  await addTitles(shop, ["50% off", "50 off", "a_b", "axb", "back\\slash", "Élan", "it's"]);
  const cases = [
    { query: "50%", found: ["50% off"] },
    { query: "%", found: ["50% off"] },
    { query: "_", found: ["a_b"] },
    { query: "\\", found: ["back\\slash"] },
    { query: "Éla", found: ["Élan"] },
    { query: "'", found: ["it's"] },
    { query: "TBF-3", found: ["axb"] },
    { query: "  A_B ", found: ["a_b"] },
    { query: "\0", found: undefined },
    { query: "x".repeat(256), found: [] },
  ];
  for (const { query, found } of cases) {
    await t.step(JSON.stringify(query).slice(0, 20), async () => {
      const { results } = await shop.telegram.control.inlineQuery(9, query);
      if (found === undefined) return assert.equal(results.length, 7);
      assert.deepEqual(results.map(({ title }) => title), found);
    });
  }
});

Deno.test.each<{ mode: FileIdDeath; healed: boolean }>([
  { mode: "dead", healed: true },
  { mode: "garbage", healed: true },
  { mode: "foreign", healed: true },
  { mode: "wrongType", healed: false },
])(
  "an inline answer with one $mode file id still shows the other products",
  async ({ mode, healed }) => {
    await using shop = await openShop();
    const seller = await stranger(shop);
    const ids = [];
    for (const photo of [1, 2, 3]) {
      ids.push((await listProduct(seller, { title: `Lamp ${photo}`, photo })).productId);
    }
    const { control } = shop.telegram;
    const { images: { cover } } = await loadImages(shop.db, ids[1]!);
    await control.killFileId(cover.fileIds![0]!.fileId, mode);
    const { results } = await control.inlineQuery(9, "lamp");
    assert.deepEqual(results.map(({ title }) => title), ["Lamp 3", "Lamp 2", "Lamp 1"]);
    assert.deepEqual(results.map(({ type }) => type === "photo"), [!!healed, false, !!healed]);
    const after = await loadImages(shop.db, ids[1]!);
    assert.equal(after.images.cover.fileIds?.length, healed ? 0 : 1);
  },
);

Deno.test("a view does not send a file id that inline mode has found dead", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  const { productId } = await listProduct(seller);
  await untilStored(shop, productId);
  const { control } = shop.telegram;
  const buyer = await stranger(shop);
  const idNow = async () => {
    const { images: { cover } } = await loadImages(shop.db, productId);
    return cover.fileIds![0]!.fileId;
  };
  await control.killFileId(await idNow(), "dead");
  await buyer.say(`/start ${productId}`);
  await control.killFileId(await idNow(), "dead");
  await control.inlineQuery(9, productId);
  const photos = async () => {
    const calls = await control.calls({ method: "sendPhoto" });
    return calls.map(({ status }) => status);
  };
  const before = await photos();
  await buyer.say(`/start ${productId}`);
  assert.deepEqual((await photos()).slice(before.length), [200]);
});
