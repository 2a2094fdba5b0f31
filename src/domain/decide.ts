import { unreachable } from "../errors.ts";
import {
  type CapturedFileId,
  DELETED_BY_SELLER,
  type ImageEvent,
  type StoredImage,
} from "./events.ts";
import { IMAGE_TYPES, type ImageType, MAIN_IMAGE } from "./image_type.ts";
import {
  fileIdOf,
  generationOf,
  type ImageState,
  isStored,
  lacksPicture,
  type ProductImages,
} from "./product_images.ts";

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

/** Why a command is refused: an expected answer, stored and logged under this name. */
export type ImageRefused = "not_current" | "superseded" | "deleted";

/** The events that follow (none: it is already so), or the refusal. */
export type Decision = { readonly events: readonly ImageEvent[] } | {
  readonly refused: ImageRefused;
};

/** Decides a command. Pure. */
export function decide(command: ImageCommand, state: ProductImages): Decision {
  // Whatever was on its way when the product was deleted comes too late.
  if (state.deleted && command.type !== "DeleteImages") return { refused: "deleted" };
  switch (command.type) {
    case "CaptureFileId":
      return capture(command, state.images[command.imageType]);
    case "StoreImages":
      return store(command, state);
    case "MigrateImages":
      return migrate(command, state);
    case "ReplaceImages":
      return { events: replace(command.reason, command.photo) };
    case "InvalidateFileId":
      return { events: invalidateFileId(command, state.images[command.imageType]) };
    case "RepairImage":
      return repair(command, state.images[command.imageType]);
    case "GiveUpImage":
      return giveUp(command, state.images[command.imageType]);
    case "AdoptImages":
      return adopt(command, state);
    case "DeleteImages":
      return { events: state.deleted ? [] : endAll(DELETED_BY_SELLER) };
    default:
      return unreachable(command);
  }
}

/** An id of what is no longer the picture (an upload that lost a race) must never enter the log. */
function capture(
  { imageType, captured: data, legacy = false }: Extract<ImageCommand, { type: "CaptureFileId" }>,
  state: ImageState,
): Decision {
  const vouched = data.sha256 === undefined && !legacy;
  const current = vouched || state.stored === undefined ||
    (state.stored !== null && state.stored.sha256 === data.sha256);
  if (!current) return { refused: "not_current" };
  if (fileIdOf(state, data.botId)?.fileId === data.fileId) return { events: [] };
  return { events: [{ type: "TelegramFileIdCaptured", imageType, data }] };
}

function store(
  command: Extract<ImageCommand, { type: "StoreImages" }>,
  state: ProductImages,
): Decision {
  if (generationOf(state) !== command.generation) return { refused: "superseded" };
  if (isStored(state)) return { events: [] };
  // The seller's own photo is this very picture.
  const again = sayAgain(MAIN_IMAGE, state.images[MAIN_IMAGE].fileIds);
  return { events: [...upload(command.images), ...again] };
}

function upload(images: Readonly<Record<ImageType, StoredImage>>): ImageEvent[] {
  return IMAGE_TYPES.map((imageType) => ({
    type: "ImageUploadedToB2",
    imageType,
    data: images[imageType],
  }));
}

/** An upload ends every file id; those that show the very picture are said again after it. */
function sayAgain(imageType: ImageType, fileIds: ImageState["fileIds"] = []): ImageEvent[] {
  return fileIds.map((data) => ({ type: "TelegramFileIdCaptured", imageType, data }));
}

/**
 * Only a picture of which no event spoke is the legacy row's; what took its place meanwhile is left alone. The object
 * that a picture was made of is said first: superseded at once, it is named for those who delete.
 */
function migrate(
  { images, madeOf = {} }: Extract<ImageCommand, { type: "MigrateImages" }>,
  state: ProductImages,
): Decision {
  const uploads: ImageEvent[] = [];
  const again: ImageEvent[] = [];
  for (const imageType of IMAGE_TYPES) {
    const data = images[imageType];
    const { stored, fileIds = [] } = state.images[imageType];
    if (data === undefined || stored?.sha256 === data.sha256) continue;
    if (stored !== undefined) return { refused: "superseded" };
    for (const each of [madeOf[imageType], data]) {
      if (each !== undefined) uploads.push({ type: "ImageUploadedToB2", imageType, data: each });
    }
    // Ids of the legacy file stand for this picture if they were given for the very bytes that are stored now.
    again.push(...sayAgain(imageType, fileIds.filter(({ sha256 }) => sha256 === data.sha256)));
  }
  return { events: [...uploads, ...again] };
}

function replace(reason: string, photo: CapturedFileId | undefined): ImageEvent[] {
  const gone = endAll(reason);
  if (photo === undefined) return gone;
  return [...gone, { type: "TelegramFileIdCaptured", imageType: MAIN_IMAGE, data: photo }];
}

function endAll(reason: string): ImageEvent[] {
  return IMAGE_TYPES.map((imageType) => ({
    type: "ImageInvalidated",
    imageType,
    data: { layer: "image", reason },
  }));
}

/** Compare and delete: only the id that was refused, only if it still stands, or if no event ever spoke. */
function invalidateFileId(
  command: Extract<ImageCommand, { type: "InvalidateFileId" }>,
  state: ImageState,
): ImageEvent[] {
  const { imageType, botId, fileId, reason } = command;
  const stands = state.fileIds === undefined || fileIdOf(state, botId)?.fileId === fileId;
  if (!stands) return [];
  return [{ type: "ImageInvalidated", imageType, data: { layer: "telegram", reason, fileId } }];
}

/**
 * The ids show this very picture still. That the bytes once uploaded to Telegram were the lost ones holds no more of the
 * picture as it is now, so they are said again without a hash.
 */
function repair(
  { imageType, lostSha256, image }: Extract<ImageCommand, { type: "RepairImage" }>,
  { stored, fileIds }: ImageState,
): Decision {
  if (stored?.sha256 !== lostSha256) return { refused: "superseded" };
  if (image.sha256 === lostSha256) return { events: [] };
  const vouched = fileIds?.map(({ sha256: _lost, ...data }) => data);
  const upload: ImageEvent = { type: "ImageUploadedToB2", imageType, data: image };
  return { events: [upload, ...sayAgain(imageType, vouched)] };
}

/** Only what was found lost is given up: a picture that took its place meanwhile stays. */
function giveUp(
  { imageType, lostSha256, reason }: Extract<ImageCommand, { type: "GiveUpImage" }>,
  { stored }: ImageState,
): Decision {
  if (stored?.sha256 !== lostSha256) return { refused: "superseded" };
  return { events: [{ type: "ImageInvalidated", imageType, data: { layer: "image", reason } }] };
}

/** Whatever the log can still show, be it by a file id alone, stays. */
function adopt(
  { images }: Extract<ImageCommand, { type: "AdoptImages" }>,
  state: ProductImages,
): Decision {
  if (IMAGE_TYPES.every((each) => state.images[each].stored?.sha256 === images[each].sha256)) {
    return { events: [] };
  }
  return lacksPicture(state) ? { events: upload(images) } : { refused: "superseded" };
}
