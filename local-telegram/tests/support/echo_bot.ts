import { Bot, InlineKeyboard, InlineQueryResultBuilder } from "grammy";

/** Makes a bot that answers in each way that the page must show. */
export function createEchoBot(token: string, apiRoot: string): Bot {
  const bot = new Bot(token, { client: { apiRoot } });
  const keyboard = new InlineKeyboard().text("Toast", "toast").text("Alert", "alert").text(
    "Edit",
    "edit",
  )
    .row().url("Again", `https://t.me/echo_bot?start=ref-9`).switchInlineCurrent("Share", "cup")
    .url("Profile", "https://t.me/stranger?text=Is+it+there%3F");
  bot.command(
    "start",
    (ctx) =>
      ctx.reply(`Hello <b>${ctx.from?.first_name}</b> (${ctx.from?.language_code}) ${ctx.match}`, {
        parse_mode: "HTML",
        reply_markup: keyboard,
      }),
  );
  bot.command(
    "link",
    (ctx) =>
      ctx.reply(`<a href="https://t.me/echo_bot?start=in-text">A link</a>`, { parse_mode: "HTML" }),
  );
  bot.callbackQuery("toast", (ctx) => ctx.answerCallbackQuery("A toast"));
  bot.callbackQuery(
    "alert",
    (ctx) => ctx.answerCallbackQuery({ text: "An alert", show_alert: true }),
  );
  bot.callbackQuery("edit", async (ctx) => {
    await ctx.editMessageText("Edited in place");
    await ctx.answerCallbackQuery();
  });
  bot.on(
    "message:photo",
    (ctx) => ctx.replyWithPhoto(ctx.message.photo.at(-1)?.file_id ?? "", { caption: "Seen" }),
  );
  bot.on("message:document", (ctx) => {
    const { document, media_group_id: album } = ctx.message;
    return ctx.reply(`A file: ${document.file_name}, ${album ? "of an album" : "alone"}`);
  });
  bot.on("message:text").filter(
    (ctx) => ctx.message.via_bot === undefined,
    (ctx) => ctx.reply(`You said ${ctx.message.text}`),
  );
  bot.on("inline_query", (ctx) =>
    ctx.answerInlineQuery([
      InlineQueryResultBuilder.article("1", `Result for ${ctx.inlineQuery.query}`).text("Chosen"),
    ]));
  return bot;
}
