import type { InlineKeyboard } from "grammy";
import type { ShopContext } from "./context.ts";
import { isLate, isNotEditable, isNotModified } from "./errors.ts";
import { escapeHtml } from "./html.ts";

/** Ends the spinner of the pressed button, with a note or an alert if there is a text. */
export async function answer(ctx: ShopContext, text?: string, alert = false): Promise<void> {
  await answerInTime(ctx, text, alert);
}

/**
 * Ends the spinner of the pressed button, and shows meanwhile what the press is for: neither waits for the other. If both
 * fail, it fails as the showing did.
 */
export async function answerBeside(
  ctx: ShopContext,
  showing: () => Promise<unknown>,
  text?: string,
): Promise<void> {
  const [answered, shown] = await Promise.allSettled([answer(ctx, text), showing()]);
  if (shown.status === "rejected") throw shown.reason;
  if (answered.status === "rejected") throw answered.reason;
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
  await post(ctx, html, keyboard);
}

/** Does the same as {@link say}. Returns the id of the message, to edit it later. */
export async function post(
  ctx: ShopContext,
  html: string,
  keyboard?: InlineKeyboard,
): Promise<number> {
  const { message_id: messageId } = await ctx.reply(html, {
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    ...(keyboard !== undefined && { reply_markup: keyboard }),
  });
  return messageId;
}

/**
 * Ends the spinner of the pressed button, with an alert if there is one, and changes the buttons of its message. If the
 * message cannot be edited, the buttons come in a new one, below the text: the alert if absent.
 */
export async function swapKeyboard(
  ctx: ShopContext,
  reply_markup: InlineKeyboard,
  { alert, text = alert ?? "" }: { readonly alert?: string; readonly text?: string },
): Promise<void> {
  await answer(ctx, alert, alert !== undefined);
  await editedOrSaid(ctx, ctx.editMessageReplyMarkup({ reply_markup }), text, reply_markup);
}

/** Waits for an edit of the pressed message. If it cannot be edited, the text and the buttons come in a new one. */
export async function editedOrSaid(
  ctx: ShopContext,
  edit: Promise<unknown>,
  text: string,
  keyboard?: InlineKeyboard,
): Promise<void> {
  if (!await edited(edit)) await say(ctx, escapeHtml(text), keyboard);
}

/**
 * Waits for an edit of the pressed message. It is no error if nothing changed. Returns false if the message cannot be
 * edited: then the user does not see what the edit was to show.
 */
export async function edited(edit: Promise<unknown>): Promise<boolean> {
  try {
    await edit;
    return true;
  } catch (error) {
    if (isNotModified(error)) return true;
    if (!isNotEditable(error)) throw error;
    return false;
  }
}
