import type { CapturedFileId } from "./captured_file_id.ts";
import type { ImageEvent } from "./events/mod.ts";
import type { ImageType } from "./image_type.ts";
import type { StoredImage } from "./stored_image.ts";

/** What can be asked of a product's pictures. */
export type ImageCommand =
  /**
   * Telegram gave `captured` for the picture that was sent. Its `sha256` says which bytes these were; without it the
   * caller vouches that it is the current picture, save with `legacy`: the one before any event.
   */
  | { type: "CaptureFileId"; imageType: ImageType; captured: CapturedFileId; legacy?: boolean }
  /** The pictures of that generation are in B2. */
  | {
    type: "StoreImages";
    generation: number;
    images: Readonly<Record<ImageType, StoredImage>>;
  }
  /** What a legacy row points at is in B2: these pictures of it; `madeOf`: the objects that some were made of. */
  | {
    type: "MigrateImages";
    images: Partial<Readonly<Record<ImageType, StoredImage>>>;
    madeOf?: Partial<Readonly<Record<ImageType, StoredImage>>>;
  }
  /** Another picture takes the place of this one; `photo` already shows it, where Telegram has it. */
  | { type: "ReplaceImages"; reason: string; photo: CapturedFileId | undefined }
  /** Telegram refused the id that this bot sent. */
  | {
    type: "InvalidateFileId";
    imageType: ImageType;
    botId: number;
    fileId: string;
    reason: string;
  }
  /** The bytes that hash to `lostSha256` are lost; `image` is the same picture, made anew from a copy of it. */
  | { type: "RepairImage"; imageType: ImageType; lostSha256: string; image: StoredImage }
  /** The bytes that hash to `lostSha256` are lost, and no copy is left. */
  | { type: "GiveUpImage"; imageType: ImageType; lostSha256: string; reason: string }
  /** B2 holds pictures of the product of which the log has lost the events: they are shown if nothing else is. */
  | { type: "AdoptImages"; images: Readonly<Record<ImageType, StoredImage>> }
  /** The seller deletes the product for good. */
  | { type: "DeleteImages" };

/** The command of a type. */
export type CommandOf<T extends ImageCommand["type"]> = Extract<ImageCommand, { type: T }>;

/**
 * The refusals of each command: expected answers, stored and logged under these names. `deleted`: the product was
 * deleted for good; `not_current`: the id is of bytes that are not the picture; `superseded`: another picture, or none,
 * has taken the place of the one that is meant.
 */
interface Refusals {
  readonly CaptureFileId: "deleted" | "not_current";
  readonly StoreImages: "deleted" | "superseded";
  readonly MigrateImages: "deleted" | "superseded";
  readonly ReplaceImages: "deleted";
  readonly InvalidateFileId: "deleted";
  readonly RepairImage: "deleted" | "superseded";
  readonly GiveUpImage: "deleted" | "superseded";
  readonly AdoptImages: "deleted" | "superseded";
  readonly DeleteImages: never;
}

/** The refusals that a command can give. */
export type RefusalOf<C extends ImageCommand> = Refusals[C["type"]];

/** The events that follow (none: it is already so), or the refusal. */
export type Decision<R extends string> = { readonly events: readonly ImageEvent[] } | {
  readonly refused: R;
};
