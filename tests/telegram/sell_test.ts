import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop } from "../../devkit/testing/shop.ts";
import {
  labels,
  listProduct,
  plain,
  sellUpTo,
  smallPhoto,
  stranger,
  texts,
} from "../../devkit/testing/bot.ts";

const { en, fr } = LOCALES;

Deno.test("a sale leads from the photo to the product, in the user's language", async (t) => {
  await using shop = await openShop();
  const cases = [
    { code: "en", t: en, price: "€12.50" },
    { code: "fr", t: fr, price: "12,50\u00a0€" },
    { code: "fr-CA", t: fr, price: "12,50\u00a0€" },
    { code: "xx", t: en, price: "€12.50" },
  ];
  for (const { code, t: words, price } of cases) {
    await t.step(code, async () => {
      const user = await stranger(shop, code);
      const step = (n: number, question: string) => plain(`${words.sell.step(n, 4)}\n${question}`);
      assert.deepEqual(texts(await user.say("/sell")), [step(1, words.sell.photo)]);
      assert.deepEqual(texts(await user.photo(await smallPhoto())), [
        `${step(2, words.sell.title)}\n${words.sell.morePhotos}`,
      ]);
      assert.deepEqual(texts(await user.say("Lamp")), [step(3, words.sell.description)]);
      assert.deepEqual(texts(await user.say("A fine one.")), [
        step(4, plain(words.sell.price(price.replace("50", "00"), "EUR"))),
      ]);
      const [preview] = await user.say("12,50");
      assert.equal(preview?.text, `Lamp\n${price}\n\nA fine one.\n\n${words.sell.preview}`);
      assert.equal(preview?.kind, "photo");
      assert.deepEqual(labels(preview!), [
        words.button.confirm,
        words.button.pictures,
        words.button.edit,
        words.button.cancel,
      ]);
      const { messages: [listed] } = await user.press(preview, words.button.confirm);
      assert.equal(listed?.messageId, preview?.messageId, "the preview becomes the listing");
      const [id] = /TBF-\w{6}/.exec(listed!.text)!;
      const link = `https://t.me/vitrine_bot?start=${id}`;
      assert.ok(listed!.text.startsWith(plain(words.sell.listed(id, link))), listed!.text);
      assert.equal(await user.dialogue(), null);
    });
  }
});

Deno.test("the choice in /language has priority over Telegram's language, also after a restart", async () => {
  await using shop = await openShop();
  const user = await stranger(shop, "en");
  const [choice] = await user.say("/language");
  assert.equal(choice?.text, en.chooseLanguage);
  const { messages: [chosen] } = await user.press(choice, "Français");
  assert.equal(chosen?.text, fr.languageChosen);
  assert.equal(chosen?.messageId, choice?.messageId);
  assert.deepEqual(texts(await user.say("/help")), [plain(fr.help)]);
  const [command] = await shop.telegram.control.menu(user.person.user.id);
  assert.deepEqual(command, { command: "browse", description: fr.commands.browse });
  await shop.restart();
  assert.deepEqual(texts(await user.say("/help")), [plain(fr.help)]);
  const { messages } = await user.press(choice, "Français").catch(() => ({ messages: [] }));
  assert.deepEqual(messages, [], "the buttons are gone");
  const [again] = await user.say("/language");
  await user.press(again, "English");
  assert.deepEqual(texts(await user.say("/help")), [plain(en.help)]);
});

Deno.test("two sales one after the other make two products, each with its own texts", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const first = await listProduct(user, { title: "Chair" });
  const second = await listProduct(user, { title: "Table" });
  assert.notEqual(first.productId, second.productId);
  const rows = await shop.db.selectFrom("products")
    .select(["product_id", "title", "description", "price_minor", "price_currency", "seller_id"])
    .orderBy("listed_at").execute();
  const rest = { description: "A fine one.", price_minor: 1250, price_currency: "EUR" };
  const seller_id = user.person.user.id;
  assert.deepEqual(rows, [
    { product_id: first.productId, title: "Chair", ...rest, seller_id },
    { product_id: second.productId, title: "Table", ...rest, seller_id },
  ]);
});

Deno.test("a sale continues after a restart at each step", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const acts = [
    () => user.say("/sell"),
    async () => await user.photo(await smallPhoto()),
    () => user.say("Lamp"),
    () => user.say("A fine one."),
    () => user.say("12.50 €"),
  ];
  let last;
  for (const act of acts) {
    last = (await act()).at(-1);
    await shop.restart();
  }
  const { messages: [listed] } = await user.press(last, en.button.confirm);
  assert.match(listed!.text, /^✅ On sale!/);
  const { count } = await shop.db.selectFrom("products")
    .select(({ fn }) => fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  assert.equal(count, 1);
});

Deno.test("a sale accepts a file as its photo: PNG, WebP, AVIF, rotated JPEG", async (t) => {
  const { png, webp, avif, photoJpeg } = await import("../../devkit/testing/pictures.ts");
  const { asSeen, similarityDb } = await import("../../devkit/testing/compare.ts");
  await using shop = await openShop();
  const scene = { widthPx: 300, heightPx: 200, seed: 4 };
  const upright = await asSeen(await photoJpeg({ ...scene, quality: 100 }), 300);
  const cases = [
    { name: "PNG", bytes: await png(scene), mimeType: "image/png" },
    { name: "WebP", bytes: await webp(scene), mimeType: "image/webp" },
    { name: "AVIF", bytes: await avif(scene), mimeType: "image/avif" },
    { name: "rotated JPEG", bytes: await photoJpeg({ ...scene, orientation: 6 }) },
    { name: "PNG declared as text", bytes: await png(scene), mimeType: "text/plain" },
  ];
  for (const { name, bytes, mimeType = "image/jpeg" } of cases) {
    await t.step(name, async () => {
      const user = await stranger(shop);
      await sellUpTo(user, "photo");
      const [look, next] = await user.document(bytes, { mimeType, fileName: "x.bin" });
      assert.deepEqual([look?.kind, look?.text], ["photo", en.sell.fileLooks]);
      assert.match(next!.text, /^Step 2 of 4/);
      const shown = await shop.telegram.control.fileBytes(look!.photo!.fileUniqueId);
      const db = similarityDb(await asSeen(shown, 300), upright);
      assert.ok(db > 25, `looks like the scene, upright: ${db} dB`);
    });
  }
});
