import { Bot, GrammyError, InlineKeyboard, InlineQueryResultBuilder } from "grammy";

/** Makes a bot that sends each photo back. */
export function createBot(token: string, apiRoot = "https://api.telegram.org"): Bot {
  const bot = new Bot(token, { client: { apiRoot } });

  bot.command("start", (ctx) => ctx.reply(`Hello ${ctx.from?.first_name}! Send me a photo.`));

  bot.on("message:photo", async (ctx) => {
    const largest = ctx.message.photo.at(-1)?.file_id ?? "";
    const reply_markup = new InlineKeyboard().text("I like it", "like");
    try {
      await ctx.replyWithPhoto(largest, { caption: "Do you like it?", reply_markup });
    } catch (error) {
      if (!(error instanceof GrammyError)) throw error;
      await ctx.reply("I cannot show this photo.");
    }
  });

  bot.callbackQuery("like", async (ctx) => {
    await ctx.editMessageCaption({ caption: "You like it." });
    await ctx.answerCallbackQuery("Thank you!");
  });

  bot.on("inline_query", (ctx) =>
    ctx.answerInlineQuery([
      InlineQueryResultBuilder.article("greet", "Greet").text(`Hello ${ctx.inlineQuery.query}!`),
    ]));

  return bot;
}
