import type { CapturedFileId } from "./captured_file_id.ts";
import type { ImageEvent } from "./events/mod.ts";
import type { ImageType, ObjectType } from "./image_type.ts";
import type { StoredImage } from "./stored_image.ts";

/** Where a picture stands in the album that it was sent in. */
export interface PlaceInAlbum {
  /** Pictures of an album are in the order of this number. */
  readonly turn: number;
  /** Pictures of the same album that the product got before, by their numbers. */
  readonly others: readonly { readonly picture: number; readonly turn: number }[];
}

/** What a product's pictures can be told to do. */
export type ImageCommand =
  /**
   * Telegram gave the file id `captured` for a picture that was sent. Its `sha256` says which bytes were sent. Without a
   * hash, the caller vouches that it is the current picture, or, with `legacy`, the picture from before any event.
   */
  | {
    type: "CaptureFileId";
    /** The number of the picture; 1 if absent. */
    picture?: number | undefined;
    imageType: ImageType;
    captured: CapturedFileId;
    legacy?: boolean;
  }
  /** B2 holds the pictures of that generation, and what they were made of, if it is kept. */
  | {
    type: "StoreImages";
    /** The number of the picture; 1 if absent. */
    picture?: number | undefined;
    generation: number;
    images: Readonly<Record<ImageType, StoredImage>>;
    original?: StoredImage | undefined;
  }
  /**
   * B2 holds the pictures of a legacy row. A picture that the product never had is added, behind those of lower numbers.
   * `madeOf`: the objects that some of them were made of. `fileIds`: the Telegram
   * files that some of them were made of. `replacing`: the hashes of the pictures that they take the place of, when a
   * later import brings others. `original`: what the main picture was made of, if it is kept.
   */
  | {
    type: "MigrateImages";
    /** The number of the picture; 1 if absent. */
    picture?: number | undefined;
    images: Partial<Readonly<Record<ImageType, StoredImage>>>;
    madeOf?: Partial<Readonly<Record<ImageType, StoredImage>>>;
    fileIds?: Partial<Readonly<Record<ImageType, CapturedFileId>>>;
    replacing?: Partial<Readonly<Record<ImageType, string>>>;
    original?: StoredImage | undefined;
  }
  /** The seller replaces the picture. `photo`: the new one's file id, if Telegram has it already. */
  | {
    type: "ReplaceImages";
    picture?: number | undefined;
    reason: string;
    photo: CapturedFileId | undefined;
  }
  /** Telegram refused a file id that this bot sent. */
  | {
    type: "InvalidateFileId";
    picture?: number | undefined;
    imageType: ImageType;
    botId: number;
    fileId: string;
    reason: string;
  }
  /** B2 has lost the bytes of that hash. `image` is the same picture, made anew from a copy. */
  | {
    type: "RepairImage";
    picture?: number | undefined;
    imageType: ObjectType;
    lostSha256: string;
    image: StoredImage;
  }
  /** B2 has lost the bytes of that hash, and no copy is left. */
  | {
    type: "GiveUpImage";
    picture?: number | undefined;
    imageType: ObjectType;
    lostSha256: string;
    reason: string;
  }
  /**
   * B2 holds a size that was made anew of that generation. It takes the place of the bytes with the hash `replaces`, or of a
   * size that is lost.
   */
  | {
    type: "RenewImage";
    picture?: number | undefined;
    imageType: ImageType;
    generation: number;
    replaces: string | undefined;
    image: StoredImage;
  }
  /**
   * B2 holds pictures of the product, but the log has lost their events. They count if the product has no picture, and if
   * its seller has sent none since that generation. Of several pictures, `picture` is the first one.
   */
  | {
    type: "AdoptImages";
    picture?: number | undefined;
    generation: number;
    images: Readonly<Record<ImageType, StoredImage>>;
  }
  /**
   * The seller adds a picture. `photo`: its file id. It comes behind the others, or to its place among those of its album.
   */
  | { type: "AddPicture"; photo: CapturedFileId; album?: PlaceInAlbum | undefined }
  /** The seller removes a picture. */
  | { type: "RemovePicture"; picture: number }
  /** The seller puts a picture before the others. */
  | { type: "PutPictureFirst"; picture: number }
  /** The seller deletes the product for good. */
  | { type: "DeleteImages" };

/** The commands of one type. */
export type CommandOf<T extends ImageCommand["type"]> = Extract<ImageCommand, { type: T }>;

/**
 * The refusals of each command. They are expected answers, logged under these names. `deleted`: the product was deleted
 * for good. `removed`: it has no picture of this number, or no longer. `not_current`: the file id shows bytes that are not
 * the picture, or Telegram has refused it. `superseded`: the picture that is meant was replaced meanwhile. `no_first_picture`: the log knows no picture that could be shown before the new one.
 * `same_picture`: the product has this photo already. `too_many`: it has ten. `last_picture`: it would have none.
 */
interface Refusals {
  readonly CaptureFileId: "deleted" | "removed" | "not_current";
  readonly StoreImages: "deleted" | "removed" | "superseded";
  readonly MigrateImages: "deleted" | "removed" | "superseded" | "too_many";
  readonly ReplaceImages: "deleted" | "removed";
  readonly InvalidateFileId: "deleted" | "removed";
  readonly RepairImage: "deleted" | "removed" | "superseded";
  readonly GiveUpImage: "deleted" | "removed" | "superseded";
  readonly RenewImage: "deleted" | "removed" | "superseded";
  readonly AdoptImages: "deleted" | "removed" | "superseded";
  readonly AddPicture: "deleted" | "no_first_picture" | "same_picture" | "too_many";
  readonly RemovePicture: "deleted" | "last_picture";
  readonly PutPictureFirst: "deleted" | "removed";
  readonly DeleteImages: never;
}

/** The refusals that a command can give. */
export type RefusalOf<C extends ImageCommand> = Refusals[C["type"]];

/** The events that follow, or the refusal. No events: it is so already. */
export type Decision<R extends string> = { readonly events: readonly ImageEvent[] } | {
  readonly refused: R;
};
