import assert from "node:assert/strict";
import { createPerson, openLocalTelegram } from "@vitrine/local-telegram";
import { createBot } from "./bot.ts";

/** A small PNG. Any JPEG, PNG, WebP or GIF will do, for example from `Deno.readFile("photo.jpg")`. */
const PHOTO = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
);

/** Starts a local Telegram, the bot, and a person who talks to the bot. */
async function startBot() {
  await using stack = new AsyncDisposableStack();
  const telegram = stack.use(await openLocalTelegram());
  const bot = createBot(telegram.token, telegram.url);
  const running = bot.start();
  stack.defer(async () => {
    await telegram.control.waitForIdle();
    await bot.stop();
    await running;
  });
  const ada = await createPerson(telegram.control, { id: 1, firstName: "Ada" });
  const parts = stack.move();
  return { ada, control: telegram.control, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

Deno.test("the bot greets, shows a photo and takes a like", async () => {
  await using test = await startBot();
  const greeting = await test.ada.say("/start");
  assert.equal(greeting.text, "Hello Ada! Send me a photo.");

  const shown = await test.ada.photo(PHOTO);
  assert.equal(shown.text, "Do you like it?");
  assert.deepEqual(await test.control.fileBytes(shown.photo?.fileUniqueId ?? ""), PHOTO);

  const liked = await test.ada.press(shown, "I like it");
  assert.equal(liked.messageId, shown.messageId);
  assert.equal(liked.text, "You like it.");
});

Deno.test("the bot answers each photo of an album", async () => {
  await using test = await startBot();
  await test.control.sendAlbum(test.ada.user.id, [PHOTO, PHOTO], { caption: "Two photos" });
  await test.control.waitForIdle();
  const { messages } = await test.control.transcript(test.ada.user.id);
  const [first, second, ...answers] = messages;
  assert.equal(first?.text, "Two photos");
  assert.equal(first?.mediaGroupId, second?.mediaGroupId);
  assert.deepEqual(answers.map(({ kind }) => kind), ["photo", "photo"]);
});

Deno.test("the bot answers an inline query", async () => {
  await using test = await startBot();
  const { inlineQueryId, results } = await test.control.inlineQuery(test.ada.user.id, "Bob");
  assert.deepEqual(results.map(({ title }) => title), ["Greet"]);
  await test.control.chooseInlineResult(test.ada.user.id, inlineQueryId, "greet");
  const { messages } = await test.control.transcript(test.ada.user.id);
  assert.deepEqual(messages.map(({ text }) => text), ["Hello Bob!"]);
});

Deno.test("the bot sends a text when Telegram refuses the photo", async () => {
  await using test = await startBot();
  const description = "Bad Request: wrong file identifier/HTTP URL specified";
  const fault = await test.control.injectFault({ method: "sendPhoto", code: 400, description });
  const answer = await test.ada.photo(PHOTO);
  assert.equal(answer.text, "I cannot show this photo.");
  assert.equal(await test.control.faultHits(fault), 1);
});

Deno.test("the bot sends a photo by its file id, without an upload", async () => {
  await using test = await startBot();
  await test.ada.photo(PHOTO);
  const call = await test.control.waitForCall({ method: "sendPhoto" });
  assert.equal(call.status, 200);
  assert.equal(call.media, "file_id");
  assert.equal(call.uploadedBytes, 0);
});
