import type { Message } from "grammy/types";
import {
  type DatabaseTransaction,
  loadDialogue,
  lockDialogue,
  saveDialogue,
} from "../../postgres/mod.ts";
import { addPicture, getProductOfSale, type NotOwn, replacePhoto } from "../../shop/mod.ts";
import type { ShopContext } from "../context.ts";
import { type Album, findAlbum, placeInAlbum } from "../dialogues/albums.ts";
import type { AnswerRefusal } from "../dialogues/answer.ts";
import {
  type Arrival,
  takeAside,
  takeIntoSale,
  type Target,
  targetOf,
  withArrival,
} from "../dialogues/arrival.ts";
import {
  afterEdit,
  type Dialogue,
  type Edit,
  readDialogue,
  withAlbum,
} from "../dialogues/dialogue.ts";
import { readPicture } from "../dialogues/picture_answer.ts";
import { causeOf, once } from "../once.ts";
import { answerAgain, answerTaken, type Outcome } from "./answer_picture.ts";

/**
 * Takes a picture where it belongs: into the sale that the user is in, to a product, or aside. The messages of an album
 * come one by one, in any order and at any time; each is taken in a transaction of its own.
 */
export async function takePicture(ctx: ShopContext, message: Message): Promise<void> {
  if (!ctx.repeated) {
    const arrival = await readArrival(ctx, message);
    const result = await once(ctx, (tx) => place(ctx, tx, arrival));
    if (result !== "repeated") return await answerTaken(ctx, arrival, result.applied);
  }
  const dialogue = readDialogue(await loadDialogue(ctx.shop.db, ctx.userId));
  await answerAgain(ctx, message, dialogue);
}

/** A file is rendered only if it is asked for. */
async function readArrival(ctx: ShopContext, message: Message): Promise<Arrival> {
  const { message_id: messageId, media_group_id: albumId, document } = message;
  const arrival = { messageId, albumId, fileName: document?.file_name };
  const { to } = targetOf(ctx.dialogue, albumId);
  const isWanted = to !== "nowhere" && to !== "refused";
  const isAsked = to !== "aside" || document === undefined;
  return isWanted && isAsked ? { ...arrival, ...await readPicture(ctx, message) } : arrival;
}

async function place(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  arrival: Arrival,
): Promise<Outcome> {
  const current = readDialogue(await lockDialogue(tx, ctx.userId));
  const target = targetOf(current, arrival.albumId);
  const outcome = await placeAt(ctx, tx, { current, target, arrival });
  if (outcome.dialogue !== current) await saveDialogue(tx, ctx.userId, outcome.dialogue);
  return { ...outcome, target };
}

interface Placing {
  readonly current: Dialogue | null;
  readonly target: Target;
  readonly arrival: Arrival;
}

async function placeAt(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  { current, target, arrival }: Placing,
): Promise<Omit<Outcome, "target">> {
  switch (target.to) {
    case "draft":
      return takeIntoSale(current, target.sale, arrival);
    case "aside":
      return takeAside(current, arrival);
    case "refused":
      return {
        dialogue: withArrival(current, arrival, { answers: false }),
        refused: "text_needed",
      };
    case "nowhere":
      return { dialogue: current };
    case "product":
      return await takeToProduct(ctx, tx, { current, target, arrival });
    case "listed":
      return await takeLate(ctx, tx, { current, target, arrival });
  }
}

/** Adds a picture of an album to the product that its sale has made. That of a sale that was dropped is dropped too. */
async function takeLate(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  { current, target, arrival }: Placing & { readonly target: { readonly saleId: string } },
): Promise<Omit<Outcome, "target">> {
  const product = await getProductOfSale(tx, target.saleId);
  if (product === undefined || product.sellerId !== ctx.userId) return { dialogue: current };
  const { productId } = product;
  const album = findAlbum(current?.albums, arrival.albumId)!;
  const { saleId: _, answer: __, answeredBy: ___, ...rest } = album;
  const moved = withAlbum(current, { ...rest, productId });
  const late = { to: "product", productId, how: "add" } as const;
  return await takeToProduct(ctx, tx, { current: moved, target: late, arrival });
}

async function takeToProduct(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  { current, target, arrival }: Placing & {
    readonly target: Extract<Target, { readonly to: "product" }>;
  },
): Promise<Omit<Outcome, "target">> {
  const { productId, how } = target;
  const edit = current?.kind === "edit" && current.productId === productId ? current : undefined;
  const changed: Changed = arrival.photo === undefined
    ? { refused: arrival.refused }
    : await change(ctx, tx, {
      ...{ productId, how, edit, photo: arrival.photo },
      album: findAlbum(current?.albums, arrival.albumId),
    });
  const { refused, picture } = changed;
  const isGone = refused === "withdrawn" || refused === "not_yours";
  const ends = edit !== undefined && (isGone || how === "replace" && refused === undefined);
  const next = ends ? afterEdit(current) : current;
  const answers = how === "add" && !isGone;
  const dialogue = withArrival(next, { ...arrival, refused }, { productId, picture, answers });
  return isGone
    ? { dialogue, productId, gone: refused }
    : { dialogue, productId, picture, refused };
}

/** What became of a picture: its number, or why it is not taken. */
interface Changed {
  readonly picture?: number | undefined;
  readonly refused?: NotOwn["refused"] | AnswerRefusal | undefined;
}

/** A picture whose place is gone is added, as others of its album. */
async function change(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  { productId, how, edit, album, photo: { messageId, fileId, fileUniqueId, originalFileId } }: {
    readonly productId: string;
    readonly how: "add" | "replace";
    readonly edit: Edit | undefined;
    readonly album: Album | undefined;
    readonly photo: NonNullable<Arrival["photo"]>;
  },
): Promise<Changed> {
  const deps = { tx, enqueueStoreImage: ctx.shop.enqueueStoreImage };
  const photo = { fileId, fileUniqueId, originalFileId, botId: ctx.me.id };
  const request = { productId, sellerId: ctx.userId, photo, cause: causeOf(ctx) };
  if (how === "replace") {
    const replaced = await replacePhoto(deps, { ...request, picture: edit?.picture });
    if (!("refused" in replaced)) return { picture: replaced.picture };
    if (replaced.refused !== "removed") return replaced;
  }
  const added = await addPicture(deps, { ...request, album: placeInAlbum(album, messageId) });
  return "refused" in added ? added : { picture: added.added };
}
