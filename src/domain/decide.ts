import type { CommandOf, Decision, ImageCommand, RefusalOf } from "./commands.ts";
import type { ImageEvent } from "./events/mod.ts";
import { IMAGE_TYPES, type ImageType, MAIN_IMAGE } from "./image_type.ts";
import {
  fileIdOf,
  generationOf,
  type ImageState,
  isStored,
  lacksPicture,
  type ProductImages,
} from "./product_images.ts";
import type { StoredImage } from "./stored_image.ts";

type Decide<C extends ImageCommand> = (
  command: C,
  state: ProductImages,
) => Decision<RefusalOf<C>>;

const DECISIONS: { readonly [T in ImageCommand["type"]]: Decide<CommandOf<T>> } = {
  CaptureFileId: capture,
  StoreImages: store,
  MigrateImages: migrate,
  ReplaceImages: replace,
  InvalidateFileId: invalidateFileId,
  RepairImage: repair,
  GiveUpImage: giveUp,
  AdoptImages: adopt,
  DeleteImages: deleteAll,
};

/** Decides a command. Pure. What was on its way when the product was deleted comes too late, and is refused. */
export function decide<C extends ImageCommand>(
  command: C,
  state: ProductImages,
): Decision<RefusalOf<C>> {
  if (state.deleted && command.type !== "DeleteImages") {
    return { refused: "deleted" as RefusalOf<C> };
  }
  const decision = DECISIONS[command.type] as Decide<ImageCommand>;
  return decision(command, state) as Decision<RefusalOf<C>>;
}

/** An id of what is no longer the picture (an upload that lost a race) must never enter the log. */
function capture(
  { imageType, captured: data, legacy = false }: CommandOf<"CaptureFileId">,
  { images }: ProductImages,
): Decision<"not_current"> {
  const state = images[imageType];
  const vouched = data.sha256 === undefined && !legacy;
  const current = vouched || state.stored === undefined ||
    (state.stored !== null && state.stored.sha256 === data.sha256);
  if (!current) return { refused: "not_current" };
  if (fileIdOf(state, data.botId)?.fileId === data.fileId) return { events: [] };
  return { events: [{ type: "TelegramFileIdCaptured", imageType, data }] };
}

function store(
  command: CommandOf<"StoreImages">,
  state: ProductImages,
): Decision<"superseded"> {
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
  { images, madeOf = {} }: CommandOf<"MigrateImages">,
  state: ProductImages,
): Decision<"superseded"> {
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

function replace({ reason, photo }: CommandOf<"ReplaceImages">): Decision<never> {
  const ended = IMAGE_TYPES.map((imageType): ImageEvent => ({
    type: "ImageInvalidated",
    imageType,
    data: { layer: "image", reason },
  }));
  const shown = photo === undefined ? [] : [photo];
  return { events: [...ended, ...sayAgain(MAIN_IMAGE, shown)] };
}

function deleteAll(_command: CommandOf<"DeleteImages">, state: ProductImages): Decision<never> {
  if (state.deleted) return { events: [] };
  return {
    events: IMAGE_TYPES.map((imageType) => ({ type: "ImageDeleted", imageType, data: {} })),
  };
}

/** Compare and delete: only the id that was refused, only if it still stands, or if no event ever spoke. */
function invalidateFileId(
  { imageType, botId, fileId, reason }: CommandOf<"InvalidateFileId">,
  { images }: ProductImages,
): Decision<never> {
  const state = images[imageType];
  const stands = state.fileIds === undefined || fileIdOf(state, botId)?.fileId === fileId;
  if (!stands) return { events: [] };
  const data = { layer: "telegram", reason, fileId } as const;
  return { events: [{ type: "ImageInvalidated", imageType, data }] };
}

/**
 * The ids show this very picture still. That the bytes once uploaded to Telegram were the lost ones holds no more of the
 * picture as it is now, so they are said again without a hash.
 */
function repair(
  { imageType, lostSha256, image }: CommandOf<"RepairImage">,
  { images }: ProductImages,
): Decision<"superseded"> {
  const { stored, fileIds } = images[imageType];
  if (stored?.sha256 !== lostSha256) return { refused: "superseded" };
  if (image.sha256 === lostSha256) return { events: [] };
  const vouched = fileIds?.map(({ sha256: _lost, ...data }) => data);
  const upload: ImageEvent = { type: "ImageUploadedToB2", imageType, data: image };
  return { events: [upload, ...sayAgain(imageType, vouched)] };
}

/** Only what was found lost is given up: a picture that took its place meanwhile stays. */
function giveUp(
  { imageType, lostSha256, reason }: CommandOf<"GiveUpImage">,
  { images }: ProductImages,
): Decision<"superseded"> {
  if (images[imageType].stored?.sha256 !== lostSha256) return { refused: "superseded" };
  return { events: [{ type: "ImageLost", imageType, data: { reason } }] };
}

/** Whatever the log can still show, be it by a file id alone, stays. */
function adopt(
  { images }: CommandOf<"AdoptImages">,
  state: ProductImages,
): Decision<"superseded"> {
  if (IMAGE_TYPES.every((each) => state.images[each].stored?.sha256 === images[each].sha256)) {
    return { events: [] };
  }
  return lacksPicture(state) ? { events: upload(images) } : { refused: "superseded" };
}
