import assert from "node:assert/strict";
import { InlineQueryResultBuilder, InputFile, InputMediaBuilder } from "grammy";
import { openLocalTelegram } from "../src/mod.ts";
import { apiOf, last, refusalOf } from "./support/api.ts";
import { png } from "./support/pictures.ts";

const USER = 7;
const TOO_OLD =
  "400 Bad Request: query is too old and response timeout expired or query ID is invalid";

async function openChat() {
  const telegram = await openLocalTelegram();
  await telegram.control.defineUser({ id: USER, firstName: "Ada", languageCode: "fr-CA" });
  await telegram.control.sendText(USER, "/start");
  const api = apiOf(telegram);
  return { ...telegram, api, [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose]() };
}

Deno.test("getMe() says that inline mode is on", async () => {
  await using telegram = await openLocalTelegram({ token: "42:x", botUsername: "quiz_bot" });
  const me = await apiOf(telegram).getMe();
  assert.deepEqual([me.id, me.username, me.supports_inline_queries], [42, "quiz_bot", true]);
});

Deno.test("getChat() shows a user", async () => {
  await using chat = await openChat();
  const { id, first_name } = await chat.api.getChat(USER);
  assert.deepEqual([id, first_name], [USER, "Ada"]);
});

Deno.test("setMyCommands() keeps a list per scope and language, and the menu shows the closest one", async () => {
  await using chat = await openChat();
  const { api, control } = chat;
  const commands = (description: string) => [{ command: "play", description }];
  const menu = async () => (await control.menu(USER)).map(({ description }) => description);
  await api.setMyCommands(commands("default"));
  assert.deepEqual(await menu(), ["default"]);
  await api.setMyCommands(commands("français"), { language_code: "fr" });
  assert.deepEqual(await menu(), ["français"]);
  await api.setMyCommands(commands("mine"), { scope: { type: "chat", chat_id: USER } });
  assert.deepEqual(await menu(), ["mine"]);
  assert.deepEqual(await api.getMyCommands({ language_code: "fr" }), commands("français"));
  await api.deleteMyCommands({ scope: { type: "chat", chat_id: USER } });
  await api.deleteMyCommands({ language_code: "fr" });
  assert.deepEqual(await menu(), ["default"]);
  const bad = api.setMyCommands([{ command: "Play!", description: "x" }]);
  assert.equal(await refusalOf(bad), "400 Bad Request: BOT_COMMAND_INVALID");
});

Deno.test("answerCallbackQuery() answers only once, and only within a minute", async () => {
  await using chat = await openChat();
  const { api, control } = chat;
  const reply_markup = { inline_keyboard: [[{ text: "b", callback_data: "d" }]] };
  const { message_id } = await api.sendMessage(USER, "?", { reply_markup });
  const click = async () => (await control.click(USER, message_id, "d")).callbackQueryId;
  const first = await click();
  await api.answerCallbackQuery(first, { text: "sure", show_alert: true });
  assert.equal((await control.waitForAnswer(first)).alert, true);
  assert.equal(await refusalOf(api.answerCallbackQuery(first)), TOO_OLD);
  const late = await click();
  await control.advanceClock(61_000);
  assert.equal(await refusalOf(api.answerCallbackQuery(late)), TOO_OLD);
});

Deno.test("sendMediaGroup() sends an album of uploads and ids", async () => {
  await using chat = await openChat();
  const { api, control } = chat;
  const { photo } = await api.sendPhoto(USER, new InputFile(png(), "a.png"));
  const album = await api.sendMediaGroup(USER, [
    InputMediaBuilder.photo(last(photo).file_id, { caption: "<i>one</i>", parse_mode: "HTML" }),
    InputMediaBuilder.photo(new InputFile(png(30, 30), "b.png")),
  ]);
  const { messages } = await control.transcript(USER);
  const [first, second] = messages.slice(-2);
  assert.equal(album.length, 2);
  assert.equal(first?.html, "<i>one</i>");
  assert.ok(first?.mediaGroupId !== undefined && first.mediaGroupId === second?.mediaGroupId);
  assert.deepEqual(await control.fileBytes(second?.photo?.fileUniqueId ?? ""), png(30, 30));
});

Deno.test("editMessageMedia() turns a text into a photo, and drops caption and keyboard unless given", async () => {
  await using chat = await openChat();
  const { api, control } = chat;
  const reply_markup = { inline_keyboard: [[{ text: "b", callback_data: "d" }]] };
  const { message_id } = await api.sendMessage(USER, "text", { reply_markup });
  const media = InputMediaBuilder.photo(new InputFile(png(), "a.png"));
  await api.editMessageMedia(USER, message_id, media);
  const shown = last((await control.transcript(USER)).messages);
  assert.deepEqual([shown.kind, shown.text, shown.keyboard], ["photo", "", []]);
  await api.editMessageCaption(USER, message_id, { caption: "now", reply_markup });
  const captioned = last((await control.transcript(USER)).messages);
  assert.deepEqual([captioned.text, captioned.keyboard.length], ["now", 1]);
  await api.editMessageReplyMarkup(USER, message_id);
  assert.deepEqual(last((await control.transcript(USER)).messages).keyboard, []);
});

Deno.test("deleteMessages() skips messages that do not exist", async () => {
  await using chat = await openChat();
  const { message_id } = await chat.api.sendMessage(USER, "x");
  await chat.api.deleteMessages(USER, [message_id, 999]);
  assert.equal((await chat.control.transcript(USER)).messages.length, 1);
  assert.equal(
    await refusalOf(chat.api.deleteMessage(USER, message_id)),
    "400 Bad Request: message to delete not found",
  );
});

Deno.test("sendChatAction() accepts known actions only", async () => {
  await using chat = await openChat();
  assert.equal(await chat.api.sendChatAction(USER, "upload_photo"), true);
  assert.match(await refusalOf(chat.api.sendChatAction(USER, "dance" as never)), /wrong parameter/);
});

Deno.test("answerInlineQuery() fails because of one dead photo, and works without it", async () => {
  await using chat = await openChat();
  const { api, control } = chat;
  const ids: string[] = [];
  for (const shade of [1, 2]) {
    const { photo } = await api.sendPhoto(USER, new InputFile(png(64, 48, shade), "a.png"));
    ids.push(last(photo).file_id);
  }
  await control.killFileId(ids[1] ?? "", "dead");
  const asking = control.inlineQuery(USER, "cup");
  const update = last(await api.getUpdates({ allowed_updates: [] }));
  const queryId = update.inline_query?.id ?? "";
  const results = ids.map((id, n) =>
    InlineQueryResultBuilder.photoCached(`r${n}`, id, { title: `T${n}`, caption: "c" })
  );
  assert.equal(
    await refusalOf(api.answerInlineQuery(queryId, results)),
    "400 Bad Request: MEDIA_EMPTY",
  );
  await api.answerInlineQuery(queryId, results.slice(0, 1), {
    next_offset: "1",
    is_personal: true,
  });
  const answer = await asking;
  assert.deepEqual([answer.nextOffset, answer.isPersonal], ["1", true]);
  assert.deepEqual(answer.results.map(({ title, text }) => [title, text]), [["T0", "c"]]);
  assert.equal(await refusalOf(api.answerInlineQuery(queryId, [])), TOO_OLD);
});

Deno.test("chooseInlineResult() sends the result, which the bot can click, answer and edit", async () => {
  await using chat = await openChat();
  const { api, control } = chat;
  const asking = control.inlineQuery(USER, "cup");
  const queryId = last(await api.getUpdates()).inline_query?.id ?? "";
  const result = InlineQueryResultBuilder.article("a", "Cup", {
    reply_markup: { inline_keyboard: [[{ text: "b", callback_data: "d" }]] },
  }).text("A <b>cup</b>", { parse_mode: "HTML" });
  await api.answerInlineQuery(queryId, [result]);
  const { inlineQueryId } = await asking;
  const { messageIds, updateIds } = await control.chooseInlineResult(USER, inlineQueryId, "a");
  assert.equal(updateIds.length, 2);
  const chosen = last((await control.transcript(USER)).messages);
  assert.deepEqual([chosen.html, chosen.viaInline], ["A <b>cup</b>", true]);
  await control.click(USER, messageIds[0] ?? 0, "d");
  const inlineMessageId = last(await api.getUpdates()).callback_query?.inline_message_id ?? "";
  await api.editMessageTextInline(inlineMessageId, "Broken");
  assert.equal(last((await control.transcript(USER)).messages).text, "Broken");
  const upload = InputMediaBuilder.photo(new InputFile(png(), "a.png"));
  assert.match(
    await refusalOf(api.editMessageMediaInline(inlineMessageId, upload)),
    /invalid message content specified/,
  );
});

interface BadAnswer {
  readonly name: string;
  readonly ids: readonly string[];
  readonly refusal: string;
}

Deno.test.each<BadAnswer>([
  {
    name: "more than 50 results",
    ids: Array.from({ length: 51 }, (_, n) => `${n}`),
    refusal: "400 Bad Request: too many inline query results specified",
  },
  {
    name: "a result id of 65 bytes",
    ids: ["x".repeat(65)],
    refusal: "400 Bad Request: RESULT_ID_INVALID",
  },
  { name: "the same id twice", ids: ["x", "x"], refusal: "400 Bad Request: RESULT_ID_DUPLICATE" },
])("answerInlineQuery() refuses $name", async ({ ids, refusal }) => {
  await using chat = await openChat();
  const asking = assert.rejects(chat.control.inlineQuery(USER, "", { timeoutMs: 1 }));
  const queryId = last(await chat.api.getUpdates()).inline_query?.id ?? "";
  const results = ids.map((id) => InlineQueryResultBuilder.article(id, "t").text("x"));
  assert.equal(await refusalOf(chat.api.answerInlineQuery(queryId, results)), refusal);
  await asking;
});
