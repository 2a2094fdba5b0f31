import type { ImageType } from "./image_type.ts";

/** Why bytes came to be in B2. */
export const ORIGINS = ["seller", "migration", "adoption", "repair"] as const;

/** One of {@link ORIGINS}. */
export type Origin = (typeof ORIGINS)[number];

/** What B2 holds of one picture. */
export interface StoredImage {
  /** The bucket's name. */
  readonly bucket: string;
  /** The object's key, see `objectKey`. */
  readonly key: string;
  /** SHA-256 of the bytes, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Length of the object. */
  readonly sizeBytes: number;
  /** Width of the picture. */
  readonly widthPx: number;
  /** Height of the picture. */
  readonly heightPx: number;
  /** Media type, such as `image/jpeg`. */
  readonly contentType: string;
  /** Where the bytes came from. */
  readonly origin: Origin;
}

/** An id by which one bot, and no other, may send one picture. */
export interface CapturedFileId {
  /** The bot's Telegram user id: the number before the colon in its token. */
  readonly botId: number;
  /** Telegram's `file_id`. */
  readonly fileId: string;
  /** Telegram's `file_unique_id`: the same for every bot; it cannot send. */
  readonly fileUniqueId?: string | undefined;
  /** SHA-256 of the bytes that were uploaded; absent where we never held them (a seller's own photo). */
  readonly sha256?: string | undefined;
}

/** Which layer no longer serves: Telegram's `fileId` alone, or the picture as a whole. */
export type Invalidation =
  | { readonly layer: "telegram"; readonly reason: string; readonly fileId: string }
  | { readonly layer: "image"; readonly reason: string };

/**
 * The reason by which an invalidation of the layer `image` says that its product was deleted for good. Programs read it:
 * it must never change.
 */
export const DELETED_BY_SELLER = "deleted_by_seller";

/** What can happen to a picture. The order of a product's events is their version: 1, 2, … */
export type ImageEvent =
  | {
    readonly type: "ImageUploadedToB2";
    readonly imageType: ImageType;
    readonly data: StoredImage;
  }
  | {
    readonly type: "TelegramFileIdCaptured";
    readonly imageType: ImageType;
    readonly data: CapturedFileId;
  }
  | {
    readonly type: "ImageInvalidated";
    readonly imageType: ImageType;
    readonly data: Invalidation;
  };
