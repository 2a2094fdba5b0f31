import type { Message } from "grammy/types";
import { getCataloguePage, getProduct, type NotOwn, withPicture } from "../../shop/mod.ts";
import { myCard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { type Album, findAlbum } from "../dialogues/albums.ts";
import type { Arrival, Taken, Target } from "../dialogues/arrival.ts";
import { type Dialogue, saleOf } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { takenLines } from "../dialogues/taken_lines.ts";
import { myPicturesCard } from "../my_picture_cards.ts";
import { say } from "../reply.ts";
import { show } from "../show.ts";
import { answerAlbum, asideText, productText } from "./album_answer.ts";

/** What became of a message with a picture. */
export interface Outcome extends Taken {
  readonly target: Target;
  /** The product that it went to. */
  readonly productId?: string;
  /** The number of the picture that it has become. */
  readonly picture?: number | undefined;
  /** The product is no longer on sale, or another's. */
  readonly gone?: NotOwn["refused"];
}

/** Says what became of a picture. */
export async function answerTaken(
  ctx: ShopContext,
  { albumId, messageId }: Arrival,
  outcome: Outcome,
): Promise<void> {
  const { target, dialogue, productId, picture, refused, gone } = outcome;
  const album = findAlbum(dialogue?.albums, albumId);
  if (target.to === "nowhere" || target.to === "listed" && productId === undefined) return;
  if (gone !== undefined) return await answerGone(ctx, { gone, album, dialogue });
  if (target.to === "product" && target.how === "replace" && refused === undefined) {
    return await answerReplaced(ctx, target.productId, { picture, dialogue });
  }
  if (album?.answeredBy !== undefined) return await answerAlbum(ctx, album, messageId, dialogue);
  if (refused !== undefined) return await say(ctx, ctx.t.refusal[refused]);
  await answerSingle(ctx, dialogue, productId);
}

/** Says that the product is gone: once to an album. */
async function answerGone(
  ctx: ShopContext,
  { gone, album, dialogue }: {
    readonly gone: NotOwn["refused"];
    readonly album: Album | undefined;
    readonly dialogue: Dialogue | null;
  },
): Promise<void> {
  const isSaid = (album?.leftOut.filter(({ why }) => why === gone).length ?? 0) > 1;
  if (isSaid) return;
  await say(ctx, ctx.t.notOwn[gone]);
  await resume(ctx, dialogue);
}

/** The picture was taken before the process was killed. Only the answer is sent again. */
export async function answerAgain(
  ctx: ShopContext,
  { message_id: messageId, media_group_id: albumId }: Message,
  dialogue: Dialogue | null,
): Promise<void> {
  const album = findAlbum(dialogue?.albums, albumId);
  if (album?.answeredBy !== undefined) return await answerAlbum(ctx, album, messageId, dialogue);
  const isAside = dialogue?.kind === "album" &&
    dialogue.photos?.some((photo) => photo.messageId === messageId);
  const isAdded = dialogue?.kind === "edit" && dialogue.adding;
  if (dialogue?.kind === "sale" || isAside) return await answerSingle(ctx, dialogue);
  if (isAdded) return await answerSingle(ctx, dialogue, dialogue.productId);
  await say(ctx, ctx.t.edit.changed);
}

/** Answers a photo that came alone. */
async function answerSingle(
  ctx: ShopContext,
  dialogue: Dialogue | null,
  productId?: string,
): Promise<void> {
  if (productId !== undefined) {
    const product = await getProduct(ctx.shop.db, productId);
    if (product === undefined) return;
    const { text, keyboard } = productText(ctx, product, { dialogue });
    await say(ctx, text, keyboard);
  } else if (dialogue?.kind === "sale") {
    const [count] = takenLines(dialogue.photos ?? [], undefined, ctx.t);
    await prompt(ctx, dialogue, count);
  } else {
    const { text, keyboard } = await asideText(ctx, dialogue);
    await say(ctx, text, keyboard);
  }
}

/** Shows the product, or the new one of several pictures: the product's card shows the first. */
async function answerReplaced(
  ctx: ShopContext,
  productId: string,
  { picture, dialogue }: Pick<Outcome, "picture" | "dialogue">,
): Promise<void> {
  await say(ctx, ctx.t.edit.replaced);
  const page = await getCataloguePage(ctx.shop.db, { at: "product", productId }, ctx.userId);
  if (page !== undefined) {
    const { product } = page;
    const place = product.pictures.findIndex((each) => each.picture === picture) + 1;
    const seen = place > 1 ? withPicture(product, place) : undefined;
    if (seen === undefined) await show(ctx, product, "thumb", myCard(page, ctx.t));
    else await show(ctx, seen, "cover", myPicturesCard(seen, ctx.t));
  }
  await resume(ctx, dialogue);
}

async function resume(ctx: ShopContext, dialogue: Dialogue | null): Promise<void> {
  await prompt(ctx, saleOf(dialogue), ctx.t.sell.resumed);
}
