import type { InlineKeyboard } from "grammy";
import type { ShopContext } from "./context.ts";
import { isLate, isNotEditable, isNotModified } from "./errors.ts";

/** Ends the spinner of the pressed button, with a note or an alert if there is a text. */
export async function answer(ctx: ShopContext, text?: string, alert = false): Promise<void> {
  await answerInTime(ctx, text, alert);
}

/** Does the same as {@link answer}. Returns false when Telegram no longer waited for it, which is no error. */
export async function answerInTime(
  ctx: ShopContext,
  text?: string,
  alert = false,
): Promise<boolean> {
  try {
    return await ctx.answerCallbackQuery({
      ...(text !== undefined && { text }),
      show_alert: alert,
    });
  } catch (error) {
    if (!isLate(error)) throw error;
    return false;
  }
}

/** Sends a text as Telegram HTML, with buttons below if there are any. */
export async function say(
  ctx: ShopContext,
  html: string,
  keyboard?: InlineKeyboard,
): Promise<void> {
  await ctx.reply(html, {
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    ...(keyboard !== undefined && { reply_markup: keyboard }),
  });
}

/** Ends the spinner of the pressed button, with an alert if there is one, and changes the buttons of its message. */
export async function swapKeyboard(
  ctx: ShopContext,
  reply_markup: InlineKeyboard,
  alert?: string,
): Promise<void> {
  await answer(ctx, alert, alert !== undefined);
  await edited(ctx.editMessageReplyMarkup({ reply_markup }));
}

/** Waits for an edit of the pressed message. It is no error if nothing changed, or if the message cannot be edited. */
export async function edited(edit: Promise<unknown>): Promise<void> {
  try {
    await edit;
  } catch (error) {
    if (!isNotModified(error) && !isNotEditable(error)) throw error;
  }
}
