import { InputMediaBuilder } from "grammy";
import { MAIN_IMAGE } from "../domain/mod.ts";
import { msSince, type PictureSender, type SentPicture } from "../pictures/mod.ts";
import { type Offer, type Product, withPicture } from "../shop/mod.ts";
import { describe, detailsCard } from "./cards.ts";
import type { ShopContext } from "./context.ts";
import { isReferenceRefused, refusedItem } from "./errors.ts";
import { createPictureSender } from "./picture_sender.ts";
import { placeOf } from "./picture_row.ts";
import { say } from "./reply.ts";
import { pressedMessage, show, showAnew } from "./show.ts";

/** A picture of an album: the product as seen with it, and its file id. */
interface Item {
  readonly product: Product;
  readonly fileId: string;
  /** It was shown in the pressed card to get its id, and was counted there. */
  readonly isCounted: boolean;
}

/**
 * Sends all pictures of a product as an album, each by its own file id. One that has none, or whose id Telegram refuses,
 * is shown in the pressed card first, as in any view: this uploads it once, and captures its new id. One that cannot be
 * had is left out, and this is said.
 */
export async function sendAlbum(ctx: ShopContext, offer: Offer): Promise<void> {
  const { product } = offer;
  const all = product.pictures.map((_, index) => withPicture(product, index + 1)!);
  let isTurned = false;
  const turnTo = (seen: Product) => {
    isTurned = true;
    return turnCard(ctx, { ...offer, product: seen });
  };
  let items = await collect(all, turnTo);
  for (let attempt = 0; attempt <= all.length && items.length > 1; attempt++) {
    const refused = await send(ctx, items);
    if (refused === undefined) break;
    if (refused.length === 0) {
      await sendOneByOne(ctx, offer, items);
      break;
    }
    for (const { product: seen, fileId } of refused) await heal(ctx, seen, fileId);
    const withoutIds = items.map((item) => refused.includes(item) ? without(item) : item.product);
    items = await collect(withoutIds, turnTo, items);
  }
  if (items.length === 1) await sendOneByOne(ctx, offer, items);
  if (isTurned) await show(ctx, product, MAIN_IMAGE, detailsCard(offer, ctx.t));
  const missing = all.filter((seen) =>
    !items.some((item) => item.product.picture === seen.picture)
  );
  const places = missing.map(placeOf).join(", ");
  if (missing.length > 0) await say(ctx, ctx.t.pictures.missing(places));
}

/** Finds the id of each picture. Those of `known` are tried already. */
async function collect(
  all: readonly Product[],
  turnTo: (seen: Product) => Promise<string | undefined>,
  known: readonly Item[] = [],
): Promise<Item[]> {
  const items: Item[] = [];
  for (const product of all) {
    const tried = known.find((item) => item.product === product);
    const ownId = tried?.fileId ?? product.images[MAIN_IMAGE].fileId ?? undefined;
    const fileId = ownId ?? await turnTo(product);
    const isCounted = tried?.isCounted ?? ownId === undefined;
    if (fileId !== undefined) items.push({ product, fileId, isCounted });
  }
  return items;
}

/** Shows a picture in the pressed card. Returns the id that it has then; undefined for a placeholder. */
async function turnCard(ctx: ShopContext, offer: Offer): Promise<string | undefined> {
  const place = { chatId: ctx.chat?.id ?? ctx.userId, messageId: pressedMessage(ctx) };
  const { sender, sent } = recording(
    createPictureSender(ctx.api, place, detailsCard(offer, ctx.t)),
  );
  const { rung } = await ctx.shop.deliver({
    product: offer.product,
    imageType: MAIN_IMAGE,
    sender,
  });
  return rung === "placeholder" ? undefined : sent()?.fileId;
}

/** A sender that remembers what it has sent last. */
function recording(inner: PictureSender) {
  let last: SentPicture | undefined;
  const sender: PictureSender = {
    byReference: async (reference) => last = await inner.byReference(reference),
    upload: async (bytes, fileName) => last = await inner.upload(bytes, fileName),
  };
  return { sender, sent: () => last };
}

/** Returns the items that Telegram refuses; undefined if it takes all. Empty: it does not say which. */
async function send(ctx: ShopContext, items: readonly Item[]): Promise<Item[] | undefined> {
  const [{ product }] = items as [Item, ...Item[]];
  const caption = { caption: describe(product, ctx.t), parse_mode: "HTML" } as const;
  const media = items.map(({ fileId }, index) =>
    InputMediaBuilder.photo(fileId, index === 0 ? caption : {})
  );
  const started = performance.now();
  try {
    const sent = await ctx.replyWithMediaGroup(media);
    const ms = msSince(started);
    for (const [index, { message_id: messageId }] of sent.entries()) {
      noteItem(ctx, items[index], { ms, messageId });
    }
    return undefined;
  } catch (error) {
    if (!isReferenceRefused(error)) throw error;
    const named = items[refusedItem(error) - 1];
    return named === undefined ? await findDead(ctx, items) : [named];
  }
}

/** Counts a picture of an album, unless the card has shown it for this album. */
function noteItem(
  ctx: ShopContext,
  item: Item | undefined,
  sent: { readonly ms: number; readonly messageId: number },
): void {
  if (item === undefined || item.isCounted) return;
  const { productId, picture } = item.product;
  ctx.shop.noteShown({
    ...{ productId, imageType: MAIN_IMAGE, picture, rung: "file_id" },
    ...{ bytesToTelegram: 0, bytesFromB2: 0, refusedIds: 0, ...sent },
  });
}

/** Asks for each file. An id may be dead as a photo and still name a file. */
async function findDead(ctx: ShopContext, items: readonly Item[]): Promise<Item[]> {
  const dead: Item[] = [];
  for (const item of items) {
    try {
      await ctx.api.getFile(item.fileId);
    } catch (error) {
      if (!isReferenceRefused(error)) throw error;
      dead.push(item);
    }
  }
  return dead;
}

async function heal(
  ctx: ShopContext,
  { productId, picture }: Product,
  fileId: string,
): Promise<void> {
  const reason = "refused in an album";
  await ctx.shop.healFileId({ productId, picture, imageType: MAIN_IMAGE, fileId, reason });
}

function without({ product }: Item): Product {
  const main = { ...product.images[MAIN_IMAGE], fileId: null };
  return { ...product, images: { ...product.images, [MAIN_IMAGE]: main } };
}

async function sendOneByOne(
  ctx: ShopContext,
  offer: Offer,
  items: readonly Item[],
): Promise<void> {
  for (const { product } of items) {
    await showAnew(ctx, product, MAIN_IMAGE, detailsCard({ ...offer, product }, ctx.t));
  }
}
