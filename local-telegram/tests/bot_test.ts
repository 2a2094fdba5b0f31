import assert from "node:assert/strict";
import { Bot, InlineKeyboard, InputFile } from "grammy";
import { openLocalTelegram } from "../src/mod.ts";
import { last } from "./support/api.ts";
import { png } from "./support/pictures.ts";

Deno.test("openLocalTelegram() serves an unmodified grammY bot by long polling", async () => {
  await using telegram = await openLocalTelegram({ botUsername: "echo_bot" });
  const { control } = telegram;
  const bot = new Bot(telegram.token, { client: { apiRoot: telegram.url } });
  bot.command("start", (ctx) =>
    ctx.reply(`Hello <b>${ctx.from?.first_name}</b> ${ctx.match}`, {
      parse_mode: "HTML",
      reply_markup: new InlineKeyboard().text("Show", "show:1"),
    }));
  bot.callbackQuery(/^show/, async (ctx) => {
    await ctx.editMessageMedia({
      type: "photo",
      media: new InputFile(png(), "a.png"),
      caption: "A picture",
    });
    await ctx.answerCallbackQuery({ text: "Here", show_alert: true });
  });
  bot.on("message:photo", (ctx) => ctx.replyWithPhoto(last(ctx.message.photo).file_id));
  const running = bot.start();

  await control.defineUser({ id: 7, firstName: "Ada", languageCode: "fr" });
  const start = await control.sendText(7, "/start ref-1");
  const greeting = await control.nextBotMessage(7, { after: start.event });
  assert.equal(greeting.text, "Hello Ada ref-1");
  assert.equal(greeting.html, "Hello <b>Ada</b> ref-1");

  const click = await control.click(7, greeting.messageId, "Show");
  const shown = await control.nextBotMessage(7, { after: click.event });
  const answer = await control.waitForAnswer(click.callbackQueryId);
  assert.equal(shown.messageId, greeting.messageId);
  assert.equal(shown.text, "A picture");
  assert.equal(shown.editCount, 1);
  assert.deepEqual([answer.text, answer.alert], ["Here", true]);
  assert.deepEqual(await control.fileBytes(shown.photo?.fileUniqueId ?? ""), png());

  const photo = await control.sendPhoto(7, png(90, 90, 3), { caption: "mine" });
  const echoed = await control.nextBotMessage(7, { after: photo.event });
  assert.deepEqual(await control.fileBytes(echoed.photo?.fileUniqueId ?? ""), png(90, 90, 3));
  const [call] = await control.calls({ method: "sendPhoto" });
  assert.deepEqual([call?.media, call?.uploadedBytes], ["file_id", 0]);

  await control.waitForIdle();
  await bot.stop();
  await running;
});
