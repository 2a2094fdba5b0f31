import { Composer } from "grammy";
import { saveLanguage } from "../../postgres/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { languageKeyboard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { LOCALES } from "../locales/mod.ts";
import { publishMenuTo } from "../menu.ts";
import { answer, editedOrSaid } from "../reply.ts";
import { onPress } from "./on_press.ts";

/** `/language`: a user's own choice goes before what Telegram says. */
export function createLanguage(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("language", async (ctx) => {
    await ctx.reply(ctx.t.chooseLanguage, { reply_markup: languageKeyboard() });
  });
  onPress(composer, BUTTONS.language, async (ctx, { language }) => {
    const chosen = LOCALES[language];
    await saveLanguage(ctx.shop.db, ctx.userId, language);
    await answer(ctx);
    const text = chosen.languageChosen;
    await editedOrSaid(ctx, ctx.editMessageText(text), text);
    await publishMenuTo(ctx.api, ctx.chat?.id ?? ctx.userId, chosen);
  });
  return composer;
}
