import { Composer } from "grammy";
import { BUTTONS } from "../buttons.ts";
import type { ShopContext } from "../context.ts";
import type { Sale } from "../dialogues/dialogue.ts";
import { putPhotoFirst, removePhoto } from "../dialogues/draft_photos.ts";
import { prompt } from "../dialogues/prompt.ts";
import { completeSale, editSale } from "../dialogues/sale.ts";
import { draftCard, draftPicturesKeyboard } from "../draft_cards.ts";
import { picturesCaption } from "../my_picture_cards.ts";
import { nearestPlace } from "../picture_row.ts";
import type { Card } from "../picture_sender.ts";
import { answer, answerBeside, edited, say } from "../reply.ts";
import { showPhoto } from "../show.ts";
import { changeDraft, draftOf, type SaleNamed, withDraft } from "./draft.ts";
import { onPress } from "./on_press.ts";

/** What a button names: a photo of a sale, by its message. */
interface PhotoNamed extends SaleNamed {
  readonly photo: number;
}

/** As {@link PhotoNamed}, with the place where the photo was, from 1. */
interface PhotoPlaced extends PhotoNamed {
  readonly place: number;
}

/** The pictures of a sale that waits to be confirmed: turning through them, and changing them. */
export function createDraftPictures(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.saleSeen, withDraft(see));
  onPress(
    composer,
    BUTTONS.salePictures,
    withDraft((ctx, named, draft) => list(ctx, draft, named)),
  );
  onPress(composer, BUTTONS.salePictureFirst, withDraft(putFirst));
  onPress(composer, BUTTONS.salePictureRemove, withDraft(remove));
  onPress(
    composer,
    BUTTONS.salePictureReplace,
    withDraft((ctx, { saleId, photo }: PhotoNamed) => askFor(ctx, saleId, photo)),
  );
  onPress(
    composer,
    BUTTONS.salePictureAdd,
    withDraft((ctx, { saleId }: SaleNamed) => askFor(ctx, saleId)),
  );
  return composer;
}

/** An earlier preview asks what the sale waits for while something of it is being changed. */
async function see(ctx: ShopContext, { photo, place }: PhotoPlaced, draft: Sale): Promise<void> {
  const complete = completeSale(draft);
  if (complete === undefined) return await askFirst(ctx, draft);
  const at = placeIn(draft, { wanted: photo, place });
  await showAt(ctx, draft, at, draftCard(complete, at, ctx.t));
}

async function askFirst(ctx: ShopContext, draft: Sale): Promise<void> {
  await answer(ctx);
  await prompt(ctx, draft);
}

async function list(
  ctx: ShopContext,
  draft: Sale,
  { photo, place }: { readonly photo: number; readonly place: number },
  note?: string,
): Promise<void> {
  const { saleId, photos } = draft;
  if (photos === undefined) return await askFirst(ctx, draft);
  const at = placeIn(draft, { wanted: photo, place });
  const { title = null, price = null } = draft;
  const line = ctx.t.pictures.place(at, photos.length);
  const caption = picturesCaption({ title, price, description: null }, line, ctx.t);
  const keyboard = draftPicturesKeyboard({ saleId, photos }, at, ctx.t);
  await showAt(ctx, draft, at, { caption, keyboard }, note);
}

function placeIn({ photos = [] }: Sale, at: Parameters<typeof nearestPlace>[1]): number {
  return nearestPlace(photos.map(({ messageId }) => messageId), at);
}

async function showAt(
  ctx: ShopContext,
  { photos = [] }: Sale,
  place: number,
  card: Card,
  note?: string,
): Promise<void> {
  await answerBeside(ctx, async () => {
    const isShown = await showPhoto(ctx, photos[place - 1]!, card);
    if (!isShown) await say(ctx, ctx.t.refusal.file_gone);
  }, note);
}

async function putFirst(ctx: ShopContext, { saleId, photo }: PhotoNamed): Promise<void> {
  const draft = await changed(ctx, saleId, (photos) => putPhotoFirst(photos, photo));
  if (draft !== undefined) await list(ctx, draft, { photo, place: 1 }, ctx.t.pictures.firstNow);
}

async function remove(
  ctx: ShopContext,
  { saleId, photo }: PhotoNamed,
  before: Sale,
): Promise<void> {
  const place = placeIn(before, { wanted: photo, place: 1 });
  const draft = await changed(ctx, saleId, (photos) => {
    const left = removePhoto(photos, photo);
    return left.length === 0 ? photos : left;
  });
  const isLeft = draft?.photos?.some(({ messageId }) => messageId === photo) === true;
  if (isLeft) return await answer(ctx, ctx.t.refusal.last_picture, true);
  if (draft !== undefined) await list(ctx, draft, { photo, place }, ctx.t.pictures.removed);
}

async function changed(
  ctx: ShopContext,
  saleId: string,
  change: (photos: NonNullable<Sale["photos"]>) => NonNullable<Sale["photos"]>,
): Promise<Sale | undefined> {
  const dialogue = await changeDraft(
    ctx,
    saleId,
    (draft) => draft.photos === undefined ? draft : { ...draft, photos: change(draft.photos) },
  );
  return draftOf(dialogue, saleId);
}

/** Asks for a photo: in the place of this one, or behind all others. */
async function askFor(ctx: ShopContext, saleId: string, replaced?: number): Promise<void> {
  const dialogue = await changeDraft(ctx, saleId, (draft) => editSale(draft, "photo", replaced));
  await answer(ctx);
  await edited(ctx.editMessageReplyMarkup());
  await prompt(ctx, dialogue);
}
