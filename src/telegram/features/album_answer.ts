import type { InlineKeyboard } from "grammy";
import { MAX_PICTURES } from "../../domain/mod.ts";
import { loadDialogue, lockDialogue, saveDialogue } from "../../postgres/mod.ts";
import { ReferenceRefused } from "../../pictures/mod.ts";
import { getCataloguePage, getProduct, type Product, readLine } from "../../shop/mod.ts";
import type { ShopContext } from "../context.ts";
import { type Album, type AlbumAnswer, findAlbum } from "../dialogues/albums.ts";
import {
  type Dialogue,
  readDialogue,
  type Sale,
  saleOf,
  withAlbum,
} from "../dialogues/dialogue.ts";
import { postPrompt, questionOf } from "../dialogues/prompt.ts";
import { completeSale } from "../dialogues/sale.ts";
import { leftOutLines, takenLines } from "../dialogues/taken_lines.ts";
import { draftCard } from "../draft_cards.ts";
import { escapeHtml } from "../html.ts";
import { addedKeyboard, photosKeyboard } from "../my_picture_cards.ts";
import { createPictureSender } from "../picture_sender.ts";
import { edited, post } from "../reply.ts";

/** Characters of a title on a button. */
const TITLE_LENGTH = 24;

/** What the bot says of an album. */
interface Said {
  readonly text: string;
  readonly keyboard?: InlineKeyboard | undefined;
  /** What it asks beside, of a sale. */
  readonly step?: Sale["step"];
}

/**
 * Answers a message of an album. The first one is answered by a message of the bot; each further one changes the text of
 * this answer. Two processes may do so at the same time: whoever is last looks again whether the text is still true.
 */
export async function answerAlbum(
  ctx: ShopContext,
  album: Album,
  messageId: number,
  dialogue: Dialogue | null,
): Promise<void> {
  const { albumId, answer: known, answeredBy } = album;
  if (known !== undefined) return await refresh(ctx, albumId, dialogue);
  // Another process is about to answer. It looks again when it has.
  if (answeredBy !== messageId) return;
  const said = await textOf(ctx, album, dialogue);
  if (said === undefined) return;
  const answer = await sayAnew(ctx, said, dialogue);
  if (answer === undefined) return;
  const now = await rememberAnswer(ctx, albumId, answer);
  await refresh(ctx, albumId, now, JSON.stringify(said));
}

async function sayAnew(
  ctx: ShopContext,
  { text, keyboard, step }: Said,
  dialogue: Dialogue | null,
): Promise<AlbumAnswer | undefined> {
  const messageId = text === "" ? undefined : await post(ctx, text, keyboard);
  const cardId = step === "preview" ? await postPrompt(ctx, dialogue) : undefined;
  return messageId === undefined ? undefined : { messageId, step, cardId };
}

async function rememberAnswer(
  { shop: { db }, userId }: ShopContext,
  albumId: string,
  answer: AlbumAnswer,
): Promise<Dialogue | null> {
  return await db.transaction().execute(async (tx) => {
    const current = readDialogue(await lockDialogue(tx, userId));
    const album = findAlbum(current?.albums, albumId);
    if (album === undefined) return current;
    // A photo may have come while a photo was still asked for.
    const sale = saleOf(current);
    const step = answer.step === "photo" && sale !== null ? sale.step : answer.step;
    const next = withAlbum(current, { ...album, answer: { ...answer, step } });
    await saveDialogue(tx, userId, next);
    return next;
  });
}

async function refresh(
  ctx: ShopContext,
  albumId: string,
  dialogue: Dialogue | null,
  isSaid = "",
): Promise<void> {
  const { db } = ctx.shop;
  let last = isSaid;
  for (let now = dialogue;; now = readDialogue(await loadDialogue(db, ctx.userId))) {
    const album = findAlbum(now?.albums, albumId);
    const said = album && await textOf(ctx, album, now);
    if (album?.answer === undefined || said === undefined) return;
    const text = JSON.stringify(said);
    if (text === last) return;
    last = text;
    await editAnswer(ctx, album.answer, said);
    await editCard(ctx, album.answer, now);
  }
}

async function editAnswer(
  ctx: ShopContext,
  { messageId }: AlbumAnswer,
  { text, keyboard: reply_markup }: Said,
): Promise<void> {
  const options = {
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    ...(reply_markup !== undefined && { reply_markup }),
  } as const;
  await edited(ctx.api.editMessageText(ctx.chat?.id ?? ctx.userId, messageId, text, options));
}

async function editCard(
  ctx: ShopContext,
  { cardId: messageId }: AlbumAnswer,
  dialogue: Dialogue | null,
): Promise<void> {
  const sale = saleOf(dialogue);
  const complete = sale === null ? undefined : completeSale(sale);
  if (messageId === undefined || complete === undefined) return;
  const place = { chatId: ctx.chat?.id ?? ctx.userId, messageId };
  const sender = createPictureSender(ctx.api, place, draftCard(complete, 1, ctx.t));
  try {
    await sender.byReference(complete.photos[0]!.fileId);
  } catch (error) {
    // The next preview asks for the photo again.
    if (!(error instanceof ReferenceRefused)) throw error;
  }
}

/** What is to be said of an album; undefined for nothing. */
async function textOf(
  ctx: ShopContext,
  album: Album,
  dialogue: Dialogue | null,
): Promise<Said | undefined> {
  const { saleId, productId } = album;
  const sale = saleOf(dialogue);
  if (saleId !== undefined) {
    return sale?.saleId === saleId ? draftText(ctx, album, { dialogue, sale }) : undefined;
  }
  if (productId === undefined) return await asideText(ctx, dialogue, album);
  const product = await getProduct(ctx.shop.db, productId);
  return product && productText(ctx, product, { dialogue, album });
}

/** While another product is changed, the sale asks nothing. */
function draftText(
  ctx: ShopContext,
  album: Album,
  { dialogue, sale }: { readonly dialogue: Dialogue | null; readonly sale: Sale },
): Said {
  const lines = takenLines(sale.photos ?? [], album, ctx.t);
  const asked = album.answer?.step as Sale["step"] | undefined;
  const step = asked ?? (dialogue?.kind === "sale" ? sale.step : undefined);
  if (step === undefined || step === "preview") {
    return { text: lines.join("\n"), ...(step !== undefined && { step }) };
  }
  return { ...questionOf(ctx, { ...sale, step }, lines), step };
}

/** What is said of a picture that was added to a product, alone or with its album. */
export function productText(
  { t }: ShopContext,
  product: Product,
  { dialogue, album }: { readonly dialogue: Dialogue | null; readonly album?: Album },
): Said {
  const isAdding = dialogue?.kind === "edit" && dialogue.productId === product.productId &&
    dialogue.adding === true;
  const total = product.pictures.length;
  const title = escapeHtml(product.title || t.product.untitled);
  const isTaken = album === undefined || album.messageIds.length > album.leftOut.length;
  const added = isAdding ? t.pictures.added(total) : t.pictures.addedTo(title, total);
  const lines = [...(isTaken ? [added] : []), ...(album ? leftOutLines(album, t) : [])];
  const label = isAdding ? t.button.thatIsAll : t.button.pictures;
  // Its button would only say that the product is off sale.
  const keyboard = product.withdrawn ? undefined : addedKeyboard(product, label);
  return { text: lines.join("\n"), keyboard };
}

/** What is said of photos that nothing asked for. */
export async function asideText(
  ctx: ShopContext,
  dialogue: Dialogue | null,
  album?: Album,
): Promise<Said> {
  const { t } = ctx;
  const photos = dialogue?.kind === "album" ? dialogue.photos ?? [] : [];
  const left = album === undefined ? [] : leftOutLines(album, t);
  if (photos.length === 0) {
    const isVideo = album?.leftOut.length === album?.messageIds.length && left.length > 0;
    return { text: isVideo || !mayBePicture(ctx) ? t.nothingHere : t.photoOutsideSale };
  }
  const page = await getCataloguePage(ctx.shop.db, { at: "first" }, ctx.userId);
  const isFull = (page?.product.pictures.length ?? 0) >= MAX_PICTURES;
  const newest = page === undefined || isFull ? undefined : {
    productId: page.product.productId,
    title: shorten(readLine(page.product.title ?? "") || t.product.untitled),
  };
  const lines = [t.pictures.aside(photos.length), ...left];
  return { text: lines.join("\n"), keyboard: photosKeyboard(newest, t) };
}

/** A file that nothing asked for is not looked into. Its sender's app tells what it is. */
function mayBePicture({ message }: ShopContext): boolean {
  return message?.document?.mime_type?.startsWith("image/") ?? true;
}

function shorten(title: string): string {
  const characters = [...title];
  if (characters.length <= TITLE_LENGTH) return title;
  return `${characters.slice(0, TITLE_LENGTH - 1).join("").trimEnd()}…`;
}
