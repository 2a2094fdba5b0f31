import * as v from "valibot";
import type { PlaceInAlbum } from "../../domain/mod.ts";

/** An item of an album that was not taken. */
export interface LeftOut {
  readonly messageId: number;
  /** Why: the name of a text in `refusal` or `notOwn`. */
  readonly why: string;
  /** The name of the file, if it has one. */
  readonly fileName?: string | undefined;
}

/** A picture of a product, and the message that brought it. */
export interface AddedPicture {
  readonly messageId: number;
  readonly picture: number;
}

/** The message of the bot that answers an album. Further items of the album change its text. */
export interface AlbumAnswer {
  readonly messageId: number;
  /** What it asks beside, of a sale: a field, or the preview. */
  readonly step?: string | undefined;
  /** The preview that was sent behind it. */
  readonly cardId?: number | undefined;
}

/**
 * An album of which a message has come. The next one may come at any time: while the same question is asked, or when the
 * sale is long confirmed.
 */
export interface Album {
  /** Telegram's `media_group_id`. */
  readonly albumId: string;
  /** The sale that its pictures belong to, or the product that this sale has made. */
  readonly saleId?: string | undefined;
  /** The product that its pictures are added to. */
  readonly productId?: string | undefined;
  /** The place of the photo that its first one has replaced: all others come behind it. */
  readonly order?: number | undefined;
  /** Its messages that have come. */
  readonly messageIds: readonly number[];
  /** The pictures of the product that its messages have become, by their numbers. */
  readonly added?: readonly AddedPicture[] | undefined;
  readonly leftOut: readonly LeftOut[];
  /** The message whose update answers the album. Another process may be about to do so. */
  readonly answeredBy?: number | undefined;
  readonly answer?: AlbumAnswer | undefined;
}

/** The form in which an album is stored. */
export const AlbumSchema: v.GenericSchema<unknown, Album> = v.object({
  albumId: v.string(),
  saleId: v.optional(v.string()),
  productId: v.optional(v.string()),
  order: v.optional(v.number()),
  messageIds: v.array(v.number()),
  added: v.optional(v.array(v.object({ messageId: v.number(), picture: v.number() }))),
  leftOut: v.array(
    v.object({ messageId: v.number(), why: v.string(), fileName: v.optional(v.string()) }),
  ),
  answeredBy: v.optional(v.number()),
  answer: v.optional(v.object({
    messageId: v.number(),
    step: v.optional(v.string()),
    cardId: v.optional(v.number()),
  })),
});

/** How many albums of a user are remembered. */
const REMEMBERED = 8;

/** The album with this id. */
export function findAlbum(
  albums: readonly Album[] | undefined,
  albumId: string | undefined,
): Album | undefined {
  return albumId === undefined ? undefined : albums?.find((album) => album.albumId === albumId);
}

/** Where the picture of a message stands among those of its album that the product has. Undefined for a photo that came alone. */
export function placeInAlbum(
  album: Album | undefined,
  messageId: number,
): PlaceInAlbum | undefined {
  return album && {
    turn: messageId,
    others: (album.added ?? []).map(({ messageId: turn, picture }) => ({ picture, turn })),
  };
}

/** The albums of a sale that has made a product: their photos are its pictures, by their numbers in this order. */
export function ofProduct(
  albums: readonly Album[] | undefined,
  photos: readonly { readonly messageId: number; readonly picture: number }[],
): Album[] | undefined {
  return albums?.map((album) => {
    const added = photos.filter(({ messageId }) => album.messageIds.includes(messageId));
    return added.length === 0 ? album : { ...album, added };
  });
}

/** Remembers an album as it is now. The one that has been silent for longest is forgotten first. */
export function rememberAlbum(albums: readonly Album[] | undefined, album: Album): Album[] {
  const others = albums?.filter(({ albumId }) => albumId !== album.albumId) ?? [];
  return [...others, album].slice(-REMEMBERED);
}

/** The album with one more message, and why it was not taken, if so. The first one that `answers` is to answer it. */
export function withMessage(
  { answeredBy, ...album }: Album,
  { messageId, picture, refused: why, fileName, answers }: {
    readonly messageId: number;
    /** The picture of the product that it has become. */
    readonly picture?: number | undefined;
    readonly refused?: string | undefined;
    readonly fileName?: string | undefined;
    readonly answers: boolean;
  },
): Album {
  const by = answeredBy ?? (answers ? messageId : undefined);
  const messageIds = [...new Set([...album.messageIds, messageId])];
  const left = album.leftOut.filter((each) => each.messageId !== messageId);
  const leftOut = why === undefined ? left : [...left, { messageId, why, fileName }];
  const added = picture === undefined
    ? album.added
    : [...album.added ?? [], { messageId, picture }];
  return {
    ...album,
    messageIds,
    leftOut,
    ...(added !== undefined && { added }),
    ...(by !== undefined && { answeredBy: by }),
  };
}

/** An item that was left out, as people find it: its number in the album, from 1, and its file name. */
export interface NumberedItem {
  readonly number: number;
  readonly fileName: string | undefined;
}

/** What was left out, by the reason. */
export function leftOutOf(album: Album): Map<string, NumberedItem[]> {
  const ordered = album.messageIds.toSorted((one, other) => one - other);
  const items = album.leftOut.toSorted((one, other) => one.messageId - other.messageId);
  return Map.groupBy(
    items.map(({ messageId, why, fileName }) => ({
      why,
      fileName,
      number: ordered.indexOf(messageId) + 1,
    })),
    ({ why }) => why,
  );
}
