import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import {
  labels,
  listProduct,
  sellUpTo,
  smallPhoto,
  stranger,
  texts,
} from "../../devkit/testing/bot.ts";

const { en } = LOCALES;
const { button, sell } = en;

async function productCount(shop: Shop): Promise<number> {
  const { count } = await shop.db.selectFrom("products")
    .select(({ fn }) => fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return count;
}

Deno.test("each field can be changed from the preview, which is shown again", async (t) => {
  await using shop = await openShop();
  const user = await stranger(shop);
  let preview = await sellUpTo(user, "preview");
  const cases = [
    { field: "title", answer: () => user.say("Chair"), expected: /^Chair\n/ },
    { field: "description", answer: () => user.say("New."), expected: /\n\nNew\.\n\n/ },
    { field: "price", answer: () => user.say("20 USD"), expected: /\n\$20\.00\n/ },
    {
      field: "photo",
      answer: async () => await user.photo(await smallPhoto(9)),
      expected: /^Chair/,
    },
  ] as const;
  for (const { field, answer, expected } of cases) {
    await t.step(field, async () => {
      const { messages: [choice] } = await user.press(preview, button.edit);
      assert.equal(choice?.messageId, preview.messageId);
      const { messages } = await user.press(preview, button[field]);
      const question = messages.at(-1)!;
      const asked = field === "photo" ? en.pictures.replace : String(sell[field]);
      assert.ok(asked.includes(question.text.slice(0, 17)));
      assert.deepEqual(labels(question), [button.back]);
      assert.deepEqual(
        labels(await user.now(preview)),
        [],
        "the old preview does not confirm any more",
      );
      const before = preview.photo!.fileUniqueId;
      preview = (await answer()).at(-1)!;
      assert.match(preview.text, expected);
      assert.equal(preview.photo!.fileUniqueId !== before, field === "photo");
    });
  }
  const { messages: [listed] } = await user.press(preview, button.confirm);
  assert.match(listed!.text, /On sale!.*Chair\n\$20\.00\n\nNew\./s);
});

Deno.test("Back and /cancel from the question show the preview, unchanged", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const preview = await sellUpTo(user, "preview");
  await user.press(preview, button.edit);
  const { messages: [back] } = await user.press(preview, button.back);
  assert.deepEqual(labels(back!), [
    button.confirm,
    button.pictures,
    button.edit,
    button.cancel,
  ]);
  await user.press(preview, button.edit);
  const { messages } = await user.press(preview, button.title);
  const { messages: [, again] } = await user.press(messages.at(-1), button.back);
  assert.equal(again?.text, preview.text);
  assert.equal((await user.dialogue())?.step, "preview");
  await user.press(again, button.edit);
  await user.press(again, button.title);
  const left = await user.say("/cancel");
  assert.deepEqual(texts(left), [en.cancelled, sell.resumed, preview.text]);
  await user.press(left.at(-1), button.confirm);
  assert.equal(await productCount(shop), 1);
});

Deno.test("Cancel on the preview and /cancel end the sale, and no product is on sale", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const preview = await sellUpTo(user, "preview");
  const { messages: [cancelled] } = await user.press(preview, button.cancel);
  assert.deepEqual([cancelled?.text, cancelled?.keyboard], [en.cancelled, []]);
  assert.equal(await user.dialogue(), null);
  await sellUpTo(user, "description");
  assert.deepEqual(texts(await user.say("/cancel")), [en.cancelled]);
  assert.deepEqual(texts(await user.say("/cancel")), [en.nothingToCancel]);
  assert.equal(await productCount(shop), 0);
  const [first] = await user.say("/sell");
  assert.ok(first!.text.startsWith("Step 1"), "a new sale starts with its first question");
});

Deno.test("a confirmation pressed twice makes one product", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const preview = await sellUpTo(user, "preview");
  const { control } = shop.telegram;
  const { id } = user.person.user;
  const presses = [1, 2, 3].map(() => control.click(id, preview.messageId, button.confirm));
  const clicks = await Promise.all(presses);
  for (const { callbackQueryId } of clicks) await control.waitForAnswer(callbackQueryId);
  await control.waitForIdle();
  assert.equal(await productCount(shop), 1);
  const events = await shop.db.selectFrom("image_events").select("type")
    .where("type", "=", "TelegramFileIdCaptured").where("version", "=", 1).execute();
  assert.equal(events.length, 1);
  assert.match((await user.now(preview)).text, /^✅ On sale!/);
});

Deno.test("the preview of an older draft confirms nothing", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const older = await sellUpTo(user, "preview", { title: "Older" });
  await user.say("/cancel");
  const newer = await sellUpTo(user, "preview", { title: "Newer" });
  const { note } = await user.press(older, button.confirm);
  assert.deepEqual([note.text, note.alert], [sell.draftGone, true]);
  assert.deepEqual(labels(await user.now(older)), []);
  assert.equal(await productCount(shop), 0);
  await user.press(newer, button.confirm);
  const rows = await shop.db.selectFrom("products").select("title").execute();
  assert.deepEqual(rows, [{ title: "Newer" }]);
});

Deno.test("a second preview cannot confirm a sale during a change", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const first = await sellUpTo(user, "preview");
  const [resumed, second] = await user.say("/sell");
  assert.equal(resumed?.text, sell.resumed);
  await user.press(first, button.edit);
  await user.press(first, button.price);
  const { messages: [question] } = await user.press(second, button.confirm);
  assert.ok(question!.text.startsWith("What does it cost?"));
  assert.equal(await productCount(shop), 0);
  const [third] = await user.say("7");
  await user.press(second, button.confirm);
  assert.match(
    (await user.now(second!)).text,
    /€7\.00/,
    "what is listed is what the draft says now",
  );
  const { note } = await user.press(third, button.confirm);
  assert.equal(note.alert, false, "it is listed already: shown again");
  assert.equal(await productCount(shop), 1);
});

Deno.test("/sell during a sale asks the same question again; other commands do not disturb the sale", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const other = await stranger(shop);
  await listProduct(other);
  await sellUpTo(user, "description");
  const [resumed] = await user.say("/sell");
  assert.ok(resumed!.text.startsWith(sell.resumed) && resumed!.text.includes("Step 3 of 4"));
  for (const command of ["/help", "/browse", "/list", "/my", "/start", "/language", "/nonsense"]) {
    assert.equal((await user.say(command)).length, 1, command);
    assert.equal((await user.dialogue())?.step, "description", command);
  }
  assert.ok((await user.say("A fine one."))[0]!.text.includes("Step 4 of 4"));
});

Deno.test("the longest title and description fit into the preview", async () => {
  await using shop = await openShop();
  const user = await stranger(shop, "fr");
  const answers = { title: "é😀".repeat(60), description: "&<é😀".repeat(160), price: "999999.99" };
  const preview = await sellUpTo(user, "preview", answers);
  assert.ok(preview.text.includes(answers.description), "nothing is cut");
  const [, again] = await user.say("/sell");
  assert.equal(again?.text, preview.text);
  const { messages: [listed] } = await user.press(again, LOCALES.fr.button.confirm);
  const [productId] = /TBF-\w{6}/.exec(listed!.text)!;
  const [details] = await user.say(`/start ${productId}`);
  assert.ok(details!.text.includes(answers.description));
});

Deno.test("markup in title and description is shown as text", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const title = `<b>Bold</b> & "co" <a href='x'>`;
  const description = "</b><script>alert(1)</script>\u202eevil\u0000 a\tb\r\n\n\n\n\nend &amp;";
  const { listed } = await listProduct(user, { title, description });
  assert.ok(listed.text.includes(title));
  assert.ok(listed.text.endsWith("</b><script>alert(1)</script>evil a b\n\nend &amp;"));
});

Deno.test("a sale asks for its photo again when Telegram has lost it", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  const preview = await sellUpTo(user, "preview");
  await shop.telegram.control.killFileId(preview.photo!.fileId, "dead");
  const answers = await user.say("/sell");
  assert.ok(answers.at(-1)!.text.startsWith(en.refusal.file_gone));
  assert.deepEqual(labels(answers.at(-1)!), [], "no way back to a preview without its photo");
  const [again] = await user.photo(await smallPhoto(5));
  assert.equal(again?.text, preview.text);
});
