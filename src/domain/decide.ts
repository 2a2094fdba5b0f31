import type { CommandOf, Decision, ImageCommand, RefusalOf } from "./commands.ts";
import { add, deleteAll, ofLegacyPicture, ofPicture, putFirst, remove } from "./decide_several.ts";
import type { ImageEvent } from "./events/mod.ts";
import {
  IMAGE_TYPES,
  type ImageType,
  MAIN_IMAGE,
  type ObjectType,
  ORIGINAL,
} from "./image_type.ts";
import {
  fileIdOf,
  generationOf,
  type ImageState,
  isStored,
  lacksPicture,
  objectTypesOf,
  type ProductImages,
} from "./product_images.ts";
import type { StoredImage } from "./stored_image.ts";

type Decide<C extends ImageCommand> = (
  command: C,
  state: ProductImages,
) => Decision<RefusalOf<C>>;

const DECISIONS: { readonly [T in ImageCommand["type"]]: Decide<CommandOf<T>> } = {
  CaptureFileId: ofPicture(capture),
  StoreImages: ofPicture(store),
  MigrateImages: ofLegacyPicture(migrate),
  ReplaceImages: ofPicture(replace),
  InvalidateFileId: ofPicture(invalidateFileId),
  RepairImage: ofPicture(repair),
  GiveUpImage: ofPicture(giveUp),
  RenewImage: ofPicture(renew),
  AdoptImages: ofPicture(adopt),
  AddPicture: add,
  RemovePicture: remove,
  PutPictureFirst: putFirst,
  DeleteImages: deleteAll,
};

/** Decides a command. Pure. Once the product is deleted, every other command comes too late. */
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

/**
 * Refuses an id of bytes that are no longer the picture: of an upload that lost a race. It must never enter the log. An id
 * that Telegram has refused meanwhile is as late.
 */
function capture(
  { imageType, captured: data, legacy = false }: CommandOf<"CaptureFileId">,
  { images }: ProductImages,
): Decision<"not_current"> {
  const state = images[imageType];
  const vouched = data.sha256 === undefined && !legacy;
  const current = vouched || state.stored === undefined ||
    (state.stored !== null && state.stored.sha256 === data.sha256);
  const isRefused = state.refusedIds?.includes(data.fileId);
  if (!current || isRefused) return { refused: "not_current" };
  if (fileIdOf(state, data.botId)?.fileId === data.fileId) return { events: [] };
  return { events: [{ type: "TelegramFileIdCaptured", imageType, data }] };
}

function store(
  command: CommandOf<"StoreImages">,
  state: ProductImages,
): Decision<"superseded"> {
  if (generationOf(state) !== command.generation) return { refused: "superseded" };
  if (isStored(state)) return { events: [] };
  // The seller's own photo shows the same picture, so its id stays valid.
  const again = captureAgain(MAIN_IMAGE, state.images[MAIN_IMAGE].fileIds);
  const { original } = command;
  const kept: ImageEvent[] = original === undefined
    ? []
    : [{ type: "ImageUploadedToB2", imageType: ORIGINAL, data: original }];
  return { events: [...kept, ...upload(command.images), ...again] };
}

function upload(images: Readonly<Record<ImageType, StoredImage>>): ImageEvent[] {
  return IMAGE_TYPES.map((imageType) => ({
    type: "ImageUploadedToB2",
    imageType,
    data: images[imageType],
  }));
}

/** An upload ends every file id. Those that show the same picture are captured again after it. */
function captureAgain(imageType: ObjectType, fileIds: ImageState["fileIds"] = []): ImageEvent[] {
  return fileIds.map((data) => ({ type: "TelegramFileIdCaptured", imageType, data }));
}

/**
 * Takes a picture only if no event speaks of it yet, or it is the one to replace: otherwise it was replaced meanwhile. The object that a picture was
 * made of is uploaded first, and superseded at once. So the log names it, and deleting the product finds it.
 */
function migrate(
  { images, madeOf = {}, fileIds: originals = {}, replacing = {}, original: kept }: CommandOf<
    "MigrateImages"
  >,
  state: ProductImages,
): Decision<"superseded"> {
  const uploads: ImageEvent[] = [];
  const again: ImageEvent[] = [];
  for (const imageType of IMAGE_TYPES) {
    const data = images[imageType];
    const { stored, fileIds = [] } = state.images[imageType];
    if (data === undefined || stored?.sha256 === data.sha256) continue;
    const isReplaced = stored != null && stored.sha256 === replacing[imageType];
    if (stored !== undefined && !isReplaced) return { refused: "superseded" };
    for (const each of [madeOf[imageType], data]) {
      if (each !== undefined) uploads.push({ type: "ImageUploadedToB2", imageType, data: each });
    }
    // An id of the legacy file stays valid only if it was given for the very bytes that are stored now.
    again.push(...captureAgain(imageType, fileIds.filter(({ sha256 }) => sha256 === data.sha256)));
    // The Telegram file that the picture was made of shows the same picture.
    const original = originals[imageType];
    if (original !== undefined) again.push(...captureAgain(imageType, [original]));
  }
  const isNew = uploads.some(({ imageType }) => imageType === MAIN_IMAGE);
  const original = images[MAIN_IMAGE] === undefined ? [] : originalOf(state, kept, isNew);
  return { events: [...original, ...uploads, ...again] };
}

/** The original of a picture that is imported. That of the picture which it takes the place of ends. */
function originalOf(
  { images }: ProductImages,
  kept: StoredImage | undefined,
  isNew: boolean,
): ImageEvent[] {
  const before = images[ORIGINAL]?.stored;
  if (kept !== undefined) {
    return before?.sha256 === kept.sha256
      ? []
      : [{ type: "ImageUploadedToB2", imageType: ORIGINAL, data: kept }];
  }
  if (!before || !isNew) return [];
  const data = { layer: "image", reason: "another picture was imported" } as const;
  return [{ type: "ImageInvalidated", imageType: ORIGINAL, data }];
}

function replace(
  { reason, photo }: CommandOf<"ReplaceImages">,
  state: ProductImages,
): Decision<never> {
  const ended = objectTypesOf(state).map((imageType): ImageEvent => ({
    type: "ImageInvalidated",
    imageType,
    data: { layer: "image", reason },
  }));
  const shown = photo === undefined ? [] : [photo];
  return { events: [...ended, ...captureAgain(MAIN_IMAGE, shown)] };
}

/** Ends only the id that was refused, and only if it is still the current one, or no event speaks of any. */
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

/** The file ids still show the same picture. They are captured again without a hash: the stored bytes changed. */
function repair(
  { imageType, lostSha256, image }: CommandOf<"RepairImage">,
  { images }: ProductImages,
): Decision<"superseded"> {
  const { stored, fileIds } = images[imageType] ?? {};
  if (stored?.sha256 !== lostSha256) return { refused: "superseded" };
  if (image.sha256 === lostSha256) return { events: [] };
  const upload: ImageEvent = { type: "ImageUploadedToB2", imageType, data: image };
  const vouched = fileIds?.map(({ sha256: _lost, ...data }) => data);
  return { events: [upload, ...captureAgain(imageType, vouched)] };
}

/**
 * File ids show the size as it was made before, so they end. Only the seller's own photo, an id without a hash, is as good as
 * the new main picture.
 */
function renew(
  { imageType, generation, replaces, image }: CommandOf<"RenewImage">,
  state: ProductImages,
): Decision<"superseded"> {
  const { stored, fileIds = [] } = state.images[imageType];
  // A picture of which no event speaks is an older shop's.
  const isMeant = stored !== undefined && stored?.sha256 === replaces &&
    generationOf(state) === generation;
  if (!isMeant) return { refused: "superseded" };
  if (image.sha256 === replaces) return { events: [] };
  const upload: ImageEvent = { type: "ImageUploadedToB2", imageType, data: image };
  const own = fileIds.filter(({ sha256 }) => sha256 === undefined && imageType === MAIN_IMAGE);
  return { events: [upload, ...captureAgain(imageType, own)] };
}

/** Gives up only the picture that was found lost. One that replaced it meanwhile stays. */
function giveUp(
  { imageType, lostSha256, reason }: CommandOf<"GiveUpImage">,
  { images }: ProductImages,
): Decision<"superseded"> {
  if (images[imageType]?.stored?.sha256 !== lostSha256) return { refused: "superseded" };
  return { events: [{ type: "ImageLost", imageType, data: { reason } }] };
}

/**
 * Refuses if the log can still show a picture, even by a file id alone. A replacement whose file id has ended is still to
 * be stored.
 */
function adopt(
  { images, generation }: CommandOf<"AdoptImages">,
  state: ProductImages,
): Decision<"superseded"> {
  if (IMAGE_TYPES.every((each) => state.images[each].stored?.sha256 === images[each].sha256)) {
    return { events: [] };
  }
  const isCurrent = generationOf(state) === generation && lacksPicture(state);
  if (!isCurrent) return { refused: "superseded" };
  // Nothing tells whether the original of a lost picture shows the same as what is adopted.
  const data = { layer: "image", reason: "another picture was adopted" } as const;
  const ended: ImageEvent[] = state.images[ORIGINAL]?.stored
    ? [{ type: "ImageInvalidated", imageType: ORIGINAL, data }]
    : [];
  return { events: [...ended, ...upload(images)] };
}
