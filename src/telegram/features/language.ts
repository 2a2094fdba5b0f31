import { Composer, InlineKeyboard } from "grammy";
import { saveLanguage } from "../../postgres/mod.ts";
import { CALLBACKS } from "../buttons.ts";
import type { ShopContext } from "../context.ts";
import { LANGUAGES, localeOf, LOCALES } from "../locales/mod.ts";
import { publishMenuTo } from "../menu.ts";
import { answer, edited } from "../show.ts";

/** `/language`: the user's own choice goes before what Telegram says of the user. */
export function createLanguage(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("language", async (ctx) => {
    const keyboard = new InlineKeyboard();
    for (const language of LANGUAGES) {
      keyboard.text(LOCALES[language].languageName, `lang:${language}`);
    }
    await ctx.reply(ctx.t.chooseLanguage, { reply_markup: keyboard });
  });
  composer.callbackQuery(CALLBACKS.language, async (ctx) => {
    const chosen = localeOf(ctx.match[1]);
    await saveLanguage(ctx.shop.db, ctx.userId, chosen.language);
    await answer(ctx);
    await edited(ctx.editMessageText(chosen.languageChosen));
    await publishMenuTo(ctx.api, ctx.chat?.id ?? ctx.userId, chosen);
  });
  return composer;
}
