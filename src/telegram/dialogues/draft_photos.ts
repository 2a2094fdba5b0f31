import { MAX_PICTURES } from "../../domain/mod.ts";
import type { SellerPhoto } from "../../shop/mod.ts";

/** A photo as a dialogue keeps it. The bot is not kept: it is the one that reads the dialogue. */
export interface DraftPhoto extends Omit<SellerPhoto, "botId"> {
  /** Of the message that brought it. It names the photo. 0 for one of a draft of an older release. */
  readonly messageId: number;
  /** Photos are in the order of this, then of their messages. If absent, it is that of the message. */
  readonly order?: number | undefined;
}

/** Why a photo is not added. */
export type NotAdded = { readonly refused: "too_many" | "same_picture" };

/** Adds a photo at its place. */
export function addPhoto(
  photos: readonly DraftPhoto[],
  added: DraftPhoto,
): readonly DraftPhoto[] | NotAdded {
  const isKnown = photos.some(({ fileUniqueId }) => fileUniqueId === added.fileUniqueId);
  if (isKnown) return { refused: "same_picture" };
  if (photos.length >= MAX_PICTURES) return { refused: "too_many" };
  return [...photos, added].toSorted(byPlace);
}

/** Removes a photo. */
export function removePhoto(
  photos: readonly DraftPhoto[],
  removed: number,
): readonly DraftPhoto[] {
  return photos.filter(({ messageId }) => messageId !== removed);
}

/** Puts a photo before all others, also before one of its album that comes later. */
export function putPhotoFirst(
  photos: readonly DraftPhoto[],
  first: number,
): readonly DraftPhoto[] {
  const order = Math.min(0, ...photos.map(orderOf)) - 1;
  return photos.map((photo) => photo.messageId === first ? { ...photo, order } : photo)
    .toSorted(byPlace);
}

/** By what a photo is put into order. */
export function orderOf({ order, messageId }: DraftPhoto): number {
  return order ?? messageId;
}

function byPlace(one: DraftPhoto, other: DraftPhoto): number {
  return orderOf(one) - orderOf(other) || one.messageId - other.messageId;
}
