import assert from "node:assert/strict";
import type { Update } from "grammy/types";
import { createPerson, type MessageView, type UserAct } from "@vitrine/local-telegram";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { smallPhoto } from "../../devkit/testing/bot.ts";
import { openTestBot, type TestBot } from "../../devkit/testing/test_bot.ts";

const { en } = LOCALES;
const USER = 42;

/** What the bot said or changed after an event. */
async function botSince({ telegram }: TestBot, event: number): Promise<MessageView[]> {
  const { messages } = await telegram.control.transcript(USER);
  return messages.filter((message) => message.from === "bot" && message.event > event);
}

/** Delivers the act's update, as Telegram does, and once more to a process that started after a kill. */
async function deliverTwice(bot: TestBot, act: UserAct): Promise<[string[], string[]]> {
  const update = await bot.latest();
  await bot.newProcess().handle(update);
  const first = await botSince(bot, act.event);
  const { event } = await bot.telegram.control.transcript(USER);
  await bot.newProcess().handle(update);
  const second = await botSince(bot, event);
  return [first.map(({ text }) => text), second.map(({ text }) => text)];
}

Deno.test("an answer that is delivered again after a kill has its effect once, and is answered again", async (t) => {
  await using bot = await openTestBot();
  const { control } = bot.telegram;
  await createPerson(control, { id: USER, firstName: "Pat", languageCode: "en" });
  const state = async () => {
    const row = await bot.db.selectFrom("dialogues").select("state")
      .executeTakeFirst();
    return row?.state as { step?: string; title?: string; description?: string } | undefined;
  };
  const acts = [
    { step: "/sell", act: () => control.sendText(USER, "/sell"), at: "photo" },
    {
      step: "photo",
      act: async () => await control.sendPhoto(USER, await smallPhoto()),
      at: "title",
    },
    { step: "title", act: () => control.sendText(USER, "Lamp"), at: "description" },
    { step: "description", act: () => control.sendText(USER, "Fine."), at: "price" },
    { step: "price", act: () => control.sendText(USER, "5"), at: "preview" },
  ];
  for (const { step, act, at } of acts) {
    await t.step(step, async () => {
      const [first, second] = await deliverTwice(bot, await act());
      assert.deepEqual(second, first, "the same question again");
      assert.equal((await state())?.step, at);
    });
  }
  assert.deepEqual([(await state())?.title, (await state())?.description], ["Lamp", "Fine."]);

  await t.step("confirmation", async () => {
    const preview = (await botSince(bot, 0)).at(-1)!;
    const act = await control.click(USER, preview.messageId, en.button.confirm);
    await deliverTwice(bot, act);
    const rows = await bot.db.selectFrom("products").select("title").execute();
    assert.deepEqual(rows, [{ title: "Lamp" }]);
    const events = await bot.db.selectFrom("image_events").select("type").execute();
    assert.deepEqual(events, [{ type: "TelegramFileIdCaptured" }]);
  });

  await t.step("change of a product", async () => {
    await bot.newProcess().handle(await sent(bot, "/my"));
    const card = (await botSince(bot, 0)).at(-1)!;
    const field = await control.click(USER, card.messageId, `m:f:${await onlyId(bot)}:title`, {
      forged: true,
    });
    await deliverTwice(bot, field);
    const [first, second] = await deliverTwice(bot, await control.sendText(USER, "Chair"));
    assert.equal(first[0], en.edit.changed);
    assert.deepEqual(second, [en.edit.changed]);
  });

  await t.step("/cancel", async () => {
    await bot.newProcess().handle(await sent(bot, "/sell"));
    const [first, second] = await deliverTwice(bot, await control.sendText(USER, "/cancel"));
    assert.deepEqual([first, second], [[en.cancelled], [en.cancelled]]);
  });
});

async function sent(bot: TestBot, text: string): Promise<Update> {
  await bot.telegram.control.sendText(USER, text);
  return await bot.latest();
}

async function onlyId(bot: TestBot): Promise<string> {
  const { product_id } = await bot.db.selectFrom("products").select("product_id")
    .executeTakeFirstOrThrow();
  return product_id;
}

Deno.test("a seller is told about a buyer once, however often the press is delivered", async () => {
  await using bot = await openTestBot();
  const { control } = bot.telegram;
  await control.sendText(7, "/start");
  const row = { product_id: "TBF-1", title: "Lamp", seller_id: 7 };
  await bot.db.insertInto("products").values(row).execute();
  await bot.newProcess().handle(await sent(bot, "/start TBF-1"));
  const [details] = await botSince(bot, 0);
  await control.click(USER, details!.messageId, en.button.contact);
  await bot.newProcess().handle(await bot.latest());
  await control.click(USER, details!.messageId, en.button.contactYes);
  const update = await bot.latest();
  for (let delivery = 0; delivery < 3; delivery++) await bot.newProcess().handle(update);
  const { messages } = await control.transcript(7);
  assert.equal(messages.filter(({ from }) => from === "bot").length, 1);
});

Deno.test("the bot says nothing in groups and channels, and to service messages", async (t) => {
  await using bot = await openTestBot();
  const { handle } = bot.newProcess();
  const from = { id: USER, is_bot: false, first_name: "Pat" };
  const group = { id: -100, type: "supergroup", title: "Group" };
  const base = { message_id: 1, date: 1 };
  const updates: { name: string; update: object }[] = [
    {
      name: "a command in a group",
      update: {
        message: {
          ...base,
          chat: group,
          from,
          text: "/sell",
          entities: [{ type: "bot_command", offset: 0, length: 5 }],
        },
      },
    },
    { name: "a text in a group", update: { message: { ...base, chat: group, from, text: "hi" } } },
    {
      name: "a post of a channel",
      update: {
        message: { ...base, chat: group, sender_chat: { id: -5, type: "channel" }, text: "hi" },
      },
    },
    { name: "a poll", update: { poll: { id: "1" } } },
  ];
  for (const [index, { name, update }] of updates.entries()) {
    await t.step(name, async () => {
      await handle({ update_id: 900 + index, ...update } as Update);
      const calls = await bot.telegram.control.calls();
      assert.deepEqual(calls.map(({ method }) => method), ["getMe"]);
    });
  }
});
