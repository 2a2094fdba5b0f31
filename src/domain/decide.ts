import { unreachable } from "../errors.ts";
import type { CapturedFileId, ImageEvent, StoredImage } from "./events.ts";
import { IMAGE_TYPES, type ImageType } from "./image_type.ts";
import { fileIdOf, type ImageState, type ProductImages } from "./product_images.ts";

/** What can be asked of a product's pictures. */
export type ImageCommand =
  /**
   * Telegram gave `captured` for the picture that was sent. Its `sha256` says which bytes these were; without it the
   * caller vouches that it is the current picture, save with `legacy`: the one before any event.
   */
  | { type: "CaptureFileId"; imageType: ImageType; captured: CapturedFileId; legacy?: boolean }
  /** Cover and thumb of the picture of that generation are in B2. */
  | { type: "StoreImages"; generation: number; cover: StoredImage; thumb: StoredImage }
  /** Another picture takes the place of this one; `photo` already shows it, where Telegram has it. */
  | { type: "ReplaceImages"; reason: string; photo: CapturedFileId | undefined }
  /** Telegram refused the id that this bot sent. */
  | {
    type: "InvalidateFileId";
    imageType: ImageType;
    botId: number;
    fileId: string;
    reason: string;
  };

/** Why a command is refused: an expected answer, stored and logged under this name. */
export type ImageRefused = "not_current" | "superseded";

/** The events that follow (none: it is already so), or the refusal. */
export type Decision = { readonly events: readonly ImageEvent[] } | {
  readonly refused: ImageRefused;
};

/** Decides a command. Pure. */
export function decide(command: ImageCommand, state: ProductImages): Decision {
  switch (command.type) {
    case "CaptureFileId":
      return capture(command, state[command.imageType]);
    case "StoreImages":
      return store(command, state);
    case "ReplaceImages":
      return { events: replace(command.reason, command.photo) };
    case "InvalidateFileId":
      return { events: invalidateFileId(command, state[command.imageType]) };
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
  if (state.cover.generation !== command.generation) return { refused: "superseded" };
  if (state.cover.stored && state.thumb.stored) return { events: [] };
  const uploads = IMAGE_TYPES.map((imageType): ImageEvent => ({
    type: "ImageUploadedToB2",
    imageType,
    data: command[imageType],
  }));
  // An upload ends every file id. The seller's own photo is this very picture, so its ids are said again.
  const again = (state.cover.fileIds ?? []).map((data): ImageEvent => ({
    type: "TelegramFileIdCaptured",
    imageType: "cover",
    data,
  }));
  return { events: [...uploads, ...again] };
}

function replace(reason: string, photo: CapturedFileId | undefined): ImageEvent[] {
  const gone = IMAGE_TYPES.map((imageType): ImageEvent => ({
    type: "ImageInvalidated",
    imageType,
    data: { layer: "image", reason },
  }));
  if (photo === undefined) return gone;
  return [...gone, { type: "TelegramFileIdCaptured", imageType: "cover", data: photo }];
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
