import type { InlineKeyboard } from "grammy";
import type { ImageType } from "../domain/mod.ts";
import type { Delivered } from "../pictures/mod.ts";
import type { Product } from "../shop/mod.ts";
import type { ShopContext } from "./context.ts";
import { isLate, isNotEditable, isNotModified } from "./errors.ts";
import { type Card, createPictureSender } from "./picture_sender.ts";

/** Shows a product's picture with its card: in place of the message whose button was pressed, else anew. */
export function show(
  ctx: ShopContext,
  product: Product,
  imageType: ImageType,
  card: Card,
): Promise<Delivered> {
  return showAt(ctx, pressedMessage(ctx), product, imageType, card);
}

/** Shows a product's picture with its card in a message of its own. */
export function showAnew(
  ctx: ShopContext,
  product: Product,
  imageType: ImageType,
  card: Card,
): Promise<Delivered> {
  return showAt(ctx, undefined, product, imageType, card);
}

function showAt(
  ctx: ShopContext,
  messageId: number | undefined,
  product: Product,
  imageType: ImageType,
  card: Card,
): Promise<Delivered> {
  const place = { chatId: ctx.chat?.id ?? ctx.userId, messageId };
  const sender = createPictureSender(ctx.api, place, card);
  return ctx.shop.deliver({ product, imageType, sender });
}

/** A message that can still be edited is one that is dated: the Bot API dates others 0. */
function pressedMessage(ctx: ShopContext): number | undefined {
  const message = ctx.callbackQuery?.message;
  return message === undefined || message.date === 0 ? undefined : message.message_id;
}

/** Ends the button's spinner, with a note if there is one. A query that waits no more is no error. */
export async function answer(ctx: ShopContext, text?: string, alert = false): Promise<void> {
  await answerInTime(ctx, text, alert);
}

/** As {@link answer}; says whether the query still waited. */
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

/** Ends the button's spinner, with an alert if there is one, and puts other buttons below the pressed message. */
export async function swapKeyboard(
  ctx: ShopContext,
  reply_markup: InlineKeyboard,
  alert?: string,
): Promise<void> {
  await answer(ctx, alert, alert !== undefined);
  await edited(ctx.editMessageReplyMarkup({ reply_markup }));
}

/** Runs an edit of the pressed message; that it looks so already, or is out of reach, is no error. */
export async function edited(edit: Promise<unknown>): Promise<void> {
  try {
    await edit;
  } catch (error) {
    if (!isNotModified(error) && !isNotEditable(error)) throw error;
  }
}
