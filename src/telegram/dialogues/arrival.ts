import type { AnswerRefusal } from "./answer.ts";
import { type Album, findAlbum, withMessage } from "./albums.ts";
import { type Aside, type Dialogue, type Sale, saleOf, withAlbum, withSale } from "./dialogue.ts";
import { addPhoto, type DraftPhoto, orderOf } from "./draft_photos.ts";
import { takePhoto } from "./sale.ts";

/** A message that brings a picture, or a part of an album that is none. */
export interface Arrival {
  readonly messageId: number;
  readonly albumId?: string | undefined;
  readonly fileName?: string | undefined;
  readonly photo?: DraftPhoto | undefined;
  /** Why there is no photo. */
  readonly refused?: AnswerRefusal | undefined;
}

/** Where the picture of a message goes. */
export type Target =
  | { readonly to: "draft"; readonly sale: Sale }
  /** To a product: behind its pictures, or in the place of one. */
  | { readonly to: "product"; readonly productId: string; readonly how: "add" | "replace" }
  /** To the product of a sale that is no longer under way, if it was confirmed. */
  | { readonly to: "listed"; readonly saleId: string }
  /** A text is asked for, of a product that is on sale. */
  | { readonly to: "refused" }
  /** Nothing asked for it. */
  | { readonly to: "aside" }
  /** It belongs to an album that was refused, or dropped with its sale. */
  | { readonly to: "nowhere" };

/** Says where the picture of a message goes. One of an album follows those of the album that came before. */
export function targetOf(dialogue: Dialogue | null, albumId: string | undefined): Target {
  const album = findAlbum(dialogue?.albums, albumId);
  const sale = saleOf(dialogue);
  if (album !== undefined) return targetOfAlbum(dialogue, album, sale);
  if (dialogue?.kind === "sale") return { to: "draft", sale: dialogue };
  if (dialogue?.kind !== "edit") return { to: "aside" };
  const { productId, field, adding } = dialogue;
  if (field !== "photo") return { to: "refused" };
  return { to: "product", productId, how: adding === true ? "add" : "replace" };
}

function targetOfAlbum(dialogue: Dialogue | null, album: Album, sale: Sale | null): Target {
  const { saleId, productId } = album;
  if (saleId !== undefined) {
    return sale?.saleId === saleId ? { to: "draft", sale } : { to: "listed", saleId };
  }
  if (productId !== undefined) {
    const isAsked = dialogue?.kind === "edit" && dialogue.productId === productId &&
      dialogue.field === "photo" && dialogue.adding !== true;
    // Of the album that answers, nothing was taken so far, such as a video.
    const how = isAsked && album.added === undefined ? "replace" : "add";
    return { to: "product", productId, how };
  }
  const isKept = dialogue?.kind === "album" && dialogue.photos !== undefined;
  return isKept ? { to: "aside" } : { to: "nowhere" };
}

/** What became of an arrival. */
export interface Taken {
  readonly dialogue: Dialogue | null;
  readonly refused?: AnswerRefusal | undefined;
}

/** Takes an arrival into the sale that the user is in, or that waits. */
export function takeIntoSale(dialogue: Dialogue | null, sale: Sale, arrival: Arrival): Taken {
  const album = albumOf(dialogue, arrival, { saleId: sale.saleId });
  const replaced = sale.photos?.find(({ messageId }) => messageId === sale.replacing);
  const order = album?.order ?? (replaced && orderOf(replaced));
  const taken = arrival.photo === undefined
    ? { refused: arrival.refused }
    : takePhoto(sale, { ...arrival.photo, ...(order !== undefined && { order }) });
  const isTaken = "saleId" in taken;
  const next = withSale(dialogue, isTaken ? taken : sale);
  const refused = isTaken ? undefined : taken.refused;
  if (album === undefined) return { dialogue: next, refused };
  const answer = album.answer?.step === "photo" && isTaken
    ? { ...album.answer, step: taken.step }
    : album.answer;
  // The preview alone shows a single photo that has replaced another one.
  const answers = !isTaken || taken.step !== "preview" || (taken.photos ?? []).length > 1;
  const seen = withMessage({ ...album, order, answer }, { ...arrival, refused, answers });
  return { dialogue: withAlbum(next, seen), refused };
}

/** Keeps a photo that nothing asked for. */
export function takeAside(dialogue: Dialogue | null, arrival: Arrival): Taken {
  const photos = dialogue?.kind === "album" ? dialogue.photos ?? [] : [];
  const taken = arrival.photo === undefined
    ? { refused: arrival.refused }
    : addPhoto(photos, arrival.photo);
  const refused = "refused" in taken ? taken.refused : undefined;
  const kept: Aside = {
    kind: "album",
    albums: dialogue?.albums,
    photos: "refused" in taken ? photos : taken,
  };
  const seen = { ...arrival, refused };
  return { dialogue: withArrival(kept, seen, { answers: true }), refused };
}

/** The dialogue with the message of an arrival in its album, which may belong to a product. */
export function withArrival(
  dialogue: Dialogue | null,
  arrival: Omit<Arrival, "photo" | "refused"> & {
    /** Why it is not taken, as in `LeftOut`. */
    readonly refused?: string | undefined;
  },
  { answers, picture, ...belongs }: Pick<Album, "productId"> & {
    readonly answers: boolean;
    /** The picture of the product that it has become. */
    readonly picture?: number | undefined;
  },
): Dialogue | null {
  const album = albumOf(dialogue, arrival, belongs);
  if (album === undefined) return dialogue;
  return withAlbum(dialogue, withMessage(album, { ...arrival, picture, answers }));
}

function albumOf(
  dialogue: Dialogue | null,
  { albumId }: Pick<Arrival, "albumId">,
  belongs: Pick<Album, "saleId" | "productId">,
): Album | undefined {
  if (albumId === undefined) return undefined;
  const known = findAlbum(dialogue?.albums, albumId);
  return known ?? { albumId, ...belongs, messageIds: [], leftOut: [] };
}
