import type { ImageType } from "../domain/mod.ts";
import { type Delivered, ReferenceRefused } from "../pictures/mod.ts";
import type { Product } from "../shop/mod.ts";
import type { ShopContext } from "./context.ts";
import { type Card, createPictureSender } from "./picture_sender.ts";

/** Shows a product's picture with its card: in the message whose button was pressed, else in a new one. */
export function show(
  ctx: ShopContext,
  product: Product,
  imageType: ImageType,
  card: Card,
): Promise<Delivered> {
  return showAt(ctx, pressedMessage(ctx), product, imageType, card);
}

/** Shows a product's picture with its card in a new message. */
export function showAnew(
  ctx: ShopContext,
  product: Product,
  imageType: ImageType,
  card: Card,
): Promise<Delivered> {
  return showAt(ctx, undefined, product, imageType, card);
}

/**
 * Shows a photo of a draft with its card, in the message whose button was pressed. Returns false when Telegram no longer
 * has the photo.
 */
export async function showPhoto(
  ctx: ShopContext,
  { fileId }: { readonly fileId: string },
  card: Card,
): Promise<boolean> {
  const place = { chatId: ctx.chat?.id ?? ctx.userId, messageId: pressedMessage(ctx) };
  try {
    await createPictureSender(ctx.api, place, card).byReference(fileId);
    return true;
  } catch (error) {
    if (!(error instanceof ReferenceRefused)) throw error;
    return false;
  }
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

/** The pressed message, if it can still be edited: the Bot API gives the date 0 to one that cannot. */
export function pressedMessage(ctx: ShopContext): number | undefined {
  const message = ctx.callbackQuery?.message;
  return message === undefined || message.date === 0 ? undefined : message.message_id;
}
