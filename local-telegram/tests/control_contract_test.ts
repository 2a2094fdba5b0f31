import assert from "node:assert/strict";
import { type Api, InputFile } from "grammy";
import { CONTROL_METHODS } from "../src/control/arguments.ts";
import {
  createControlClient,
  LocalTelegramError,
  openLocalTelegram,
  type TelegramControl,
} from "../src/mod.ts";
import { apiOf, last, refusalOf } from "./support/api.ts";
import { png } from "./support/pictures.ts";

const USER = 7;

interface Contract {
  readonly name: string;
  readonly holds: (control: TelegramControl, api: Api) => Promise<void>;
}

const contract: readonly Contract[] = [
  {
    name: "has every method",
    async holds(control) {
      await Promise.resolve();
      for (const name of CONTROL_METHODS) assert.equal(typeof control[name], "function", name);
    },
  },
  {
    name: "defines users and lists them",
    async holds(control) {
      await control.defineUser({ id: USER, firstName: "Ada", languageCode: "fr-CA" });
      await control.sendText(8, "/start");
      assert.deepEqual(await control.users(), [
        { id: USER, firstName: "Ada", languageCode: "fr-CA" },
        { id: 8, firstName: "User 8" },
      ]);
    },
  },
  {
    name: "adds a bot, and shows its profile",
    async holds(control, api) {
      await api.setMyDescription("A quiz");
      await api.setMyDescription("Un quiz", { language_code: "fr" });
      const added = await control.addBot({ token: "5:b", username: "b_bot", firstName: "B" });
      const [first, second] = await control.bots();
      assert.equal(first?.description, "A quiz");
      await control.defineUser({ id: USER, firstName: "Ada", languageCode: "fr-CA" });
      const [shown] = await control.bots({ userId: USER });
      assert.equal(shown?.description, "Un quiz");
      assert.deepEqual(second, added);
    },
  },
  {
    name: "refuses a bot with a malformed token",
    holds: (control) =>
      refuses(
        control.addBot({ token: "nonsense", username: "b" }),
        /token is not <number>:<secret>/,
      ),
  },
  {
    name: "follows deep links to the bot, if Telegram accepts their payload",
    async holds(control) {
      await control.openDeepLink(USER, "https://t.me/local_bot?start=ref-1");
      await control.openDeepLink(USER, "t.me/Local_Bot");
      const { messages } = await control.transcript(USER);
      assert.deepEqual(messages.map(({ text }) => text), ["/start ref-1", "/start"]);
      const follow = (link: string) => control.openDeepLink(USER, link);
      await refuses(follow("https://t.me/other_bot?start=a"), /does not lead to @local_bot/);
      await refuses(follow("https://t.me/local_bot?start=a.b"), /a payload is 1 to 64/);
    },
  },
  {
    name: "sends each kind of message, and shows it",
    async holds(control) {
      await control.sendText(USER, "/start ref-1");
      await control.sendPhoto(USER, png(), { caption: "c" });
      await control.sendDocument(USER, png(), {
        fileName: "a.png",
        mimeType: "image/png",
        declaredSizeBytes: 21_000_000,
      });
      await control.sendSticker(USER);
      await control.sendVideo(USER, { caption: "v" });
      const { messages } = await control.transcript(USER);
      assert.deepEqual(messages.map(({ kind, text }) => [kind, text]), [
        ["text", "/start ref-1"],
        ["photo", "c"],
        ["document", ""],
        ["sticker", ""],
        ["video", "v"],
      ]);
      assert.deepEqual(
        [messages[1]?.photo?.widthPx, messages[1]?.photo?.heightPx, messages[2]?.file?.sizeBytes],
        [64, 48, 21_000_000],
      );
    },
  },
  {
    name: "returns the bytes of a photo",
    async holds(control) {
      await control.sendPhoto(USER, png());
      const { photo } = last((await control.transcript(USER)).messages);
      assert.deepEqual(await control.fileBytes(photo?.fileUniqueId ?? ""), png());
      await refuses(control.fileBytes("nothing"), /no such file/);
    },
  },
  {
    name: "refuses a photo that Telegram refuses",
    holds: (control) => refuses(control.sendPhoto(USER, new Uint8Array(9)), /IMAGE_PROCESS_FAILED/),
  },
  {
    name: "clicks a button of the message by data or text, and another one only with forged",
    async holds(control, api) {
      await control.sendText(USER, "/start");
      const buttons = [[{ text: "Yes", callback_data: "y:1" }]];
      const { message_id } = await api.sendMessage(USER, "?", {
        reply_markup: { inline_keyboard: buttons },
      });
      await control.click(USER, message_id, "y:1");
      await control.click(USER, message_id, "Yes");
      await refuses(control.click(USER, message_id, "No"), /no such callback button; it has "Yes"/);
      await control.click(USER, message_id, "No", { forged: true });
      await refuses(control.click(USER, 999, "Yes"), /sees no message 999/);
      const updates = await api.getUpdates();
      assert.deepEqual(updates.flatMap((update) => update.callback_query?.data ?? []), [
        "y:1",
        "y:1",
        "No",
      ]);
    },
  },
  {
    name: "shows edits, deletions and answers",
    async holds(control, api) {
      await control.sendText(USER, "/start");
      const reply_markup = { inline_keyboard: [[{ text: "b", callback_data: "d" }]] };
      const { message_id } = await api.sendMessage(USER, "one", { reply_markup });
      const { callbackQueryId, event } = await control.click(USER, message_id, "d");
      await api.answerCallbackQuery(callbackQueryId, { text: "toast" });
      assert.equal((await control.waitForAnswer(callbackQueryId)).text, "toast");
      await api.editMessageText(USER, message_id, "<b>two</b>", { parse_mode: "HTML" });
      const edited = await control.nextBotMessage(USER, { after: event, messageId: message_id });
      assert.deepEqual([edited.html, edited.editCount, edited.keyboard], ["<b>two</b>", 1, []]);
      await api.deleteMessage(USER, message_id);
      const transcript = await control.transcript(USER);
      assert.equal(transcript.messages.length, 1);
      assert.deepEqual(transcript.answers.map(({ text, alert }) => [text, alert]), [
        ["toast", false],
      ]);
    },
  },
  {
    name: "filters the call log",
    async holds(control, api) {
      await control.sendText(USER, "/start");
      await api.sendMessage(USER, "one");
      const [first] = await control.calls();
      await api.sendPhoto(USER, new InputFile(png(), "a.png"));
      await api.getUpdates();
      assert.deepEqual(
        (await control.calls({ sinceId: first?.id ?? 0 })).map(({ method }) => method),
        ["sendPhoto"],
      );
      assert.equal((await control.calls({ method: "GETUPDATES" })).length, 1);
      assert.equal((await control.calls({ chatId: 8 })).length, 0);
      assert.equal(
        (await control.waitForCall({ method: "sendPhoto" })).uploadedBytes,
        png().length,
      );
    },
  },
  {
    name: "says after a timeout what it waited for",
    async holds(control) {
      await control.sendText(USER, "hello?");
      const wait = control.nextBotMessage(USER, { timeoutMs: 1 });
      await assert.rejects(
        wait,
        (error) =>
          error instanceof LocalTelegramError && error.code === "local_telegram_timeout" &&
          error.message.includes("hello?"),
      );
    },
  },
  {
    name: "waits until the bot has confirmed its updates",
    async holds(control, api) {
      await control.sendText(USER, "one");
      await assert.rejects(control.waitForIdle({ timeoutMs: 1 }), /1 updates are pending/);
      const [update] = await api.getUpdates();
      await api.getUpdates({ offset: (update?.update_id ?? 0) + 1 });
      await control.waitForIdle();
    },
  },
  {
    name: "waits until the bot has confirmed one user's updates, whatever others have sent",
    async holds(control, api) {
      await control.sendText(USER, "one");
      const [update] = await api.getUpdates();
      await control.sendText(USER + 1, "two");
      const idle = control.waitForIdle({ userId: USER, timeoutMs: 1 });
      await assert.rejects(idle, /1 updates are pending/);
      await api.getUpdates({ offset: (update?.update_id ?? 0) + 1 });
      await control.waitForIdle({ userId: USER });
    },
  },
  {
    name: "makes calls fail",
    async holds(control, api) {
      await control.sendText(USER, "/start");
      const fault = await control.injectFault({
        method: "sendMessage",
        match: "unlucky",
        code: 429,
        description: "Too Many Requests: retry after 3",
        retryAfter: 3,
      });
      assert.equal(await refusalOf(api.sendMessage(USER, "lucky")), "not refused");
      const unlucky = () => refusalOf(api.sendMessage(USER, "unlucky"));
      assert.equal(await unlucky(), "429 Too Many Requests: retry after 3");
      assert.equal(await unlucky(), "429 Too Many Requests: retry after 3");
      await control.advanceClock(3000);
      assert.equal(await unlucky(), "not refused");
      assert.equal(await control.faultHits(fault), 1);
      await refuses(control.faultHits(99), /no such fault/);
    },
  },
  {
    name: "refuses to act as a user with an invalid id",
    holds: (control) =>
      assert.rejects(control.sendText(0, "x"), { code: "local_telegram_refused" }),
  },
];

Deno.test.each<Contract>([...contract])("the control in process $name", async ({ holds }) => {
  await using telegram = await openLocalTelegram();
  await holds(telegram.control, apiOf(telegram));
});

Deno.test.each<Contract>([...contract])("the control over HTTP $name", async ({ holds }) => {
  await using telegram = await openLocalTelegram();
  await holds(createControlClient(telegram.url), apiOf(telegram));
});

Deno.test("the control over HTTP refuses misspelled options and unknown methods", async () => {
  await using telegram = await openLocalTelegram();
  const control = createControlClient(telegram.url);
  const misspelled = { captoin: "x" } as never;
  await refuses(control.sendPhoto(USER, png(), misspelled), /argument 2.captoin/);
  const response = await fetch(`${telegram.url}/control/nothing`, { method: "POST", body: "[]" });
  assert.equal(response.status, 400);
  assert.match((await response.json()).message, /no such method/);
});

async function refuses(act: Promise<unknown>, pattern: RegExp): Promise<void> {
  await assert.rejects(
    act,
    (error) =>
      error instanceof LocalTelegramError && error.code === "local_telegram_refused" &&
      pattern.test(error.message),
  );
}
