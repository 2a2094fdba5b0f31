import fc from "fast-check";
import type { CapturedFileId } from "../../src/domain/captured_file_id.ts";
import {
  byImage,
  IMAGE_TYPES,
  type ImageEvent,
  type ImageType,
  type ObjectType,
  ORIGINAL,
  type StoredImage,
} from "../../src/domain/mod.ts";

/** A stored image. Its hash is `digit` 64 times. */
export function storedImage(digit: string, key = `products/TBF-1/${digit}.jpg`): StoredImage {
  return {
    bucket: "pictures",
    key,
    sha256: digit.repeat(64),
    sizeBytes: 1000,
    widthPx: 1280,
    heightPx: 960,
    contentType: "image/jpeg",
    origin: "seller",
  };
}

/** Every picture of a product. The hash of the first is `digit` 64 times, the others use the next digits. */
export function storedImages(digit: string): Readonly<Record<ImageType, StoredImage>> {
  return byImage((imageType) => storedImage(digitOf(digit, imageType)));
}

/** `ImageUploadedToB2` of every picture, as {@link storedImages}. */
export function uploadedAll(digit: string): ImageEvent[] {
  return IMAGE_TYPES.map((imageType) => uploaded(digitOf(digit, imageType), imageType));
}

/** `ImageInvalidated` of every picture. */
export function invalidatedAll(): ImageEvent[] {
  return IMAGE_TYPES.map((imageType) => invalidated(imageType));
}

function digitOf(first: string, imageType: ImageType): string {
  return (parseInt(first, 16) + IMAGE_TYPES.indexOf(imageType)).toString(16);
}

/** `ImageUploadedToB2`. */
export function uploaded(digit: string, imageType: ObjectType = "cover"): ImageEvent {
  return { type: "ImageUploadedToB2", imageType, data: storedImage(digit) };
}

/** `TelegramFileIdCaptured`, by bot 1 unless said otherwise. */
export function captured(
  fileId: string,
  more: Partial<CapturedFileId> & { imageType?: ImageType } = {},
): ImageEvent {
  const { imageType = "cover", ...data } = more;
  return { type: "TelegramFileIdCaptured", imageType, data: { botId: 1, fileId, ...data } };
}

/** `ImageInvalidated` of the layer `telegram`. */
export function refusedId(fileId: string, imageType: ObjectType = "cover"): ImageEvent {
  return {
    type: "ImageInvalidated",
    imageType,
    data: { layer: "telegram", reason: "dead", fileId },
  };
}

/** `ImageInvalidated` of the layer `image`. */
export function invalidated(imageType: ObjectType = "cover"): ImageEvent {
  return { type: "ImageInvalidated", imageType, data: { layer: "image", reason: "replaced" } };
}

/** `ImageLost`. */
export function lost(imageType: ObjectType = "cover"): ImageEvent {
  return { type: "ImageLost", imageType, data: { reason: "object_missing: no copy" } };
}

/** `ImageDeleted`. */
export function deleted(imageType: ObjectType = "cover"): ImageEvent {
  return { type: "ImageDeleted", imageType, data: {} };
}

/** `ImageDeleted` of every picture. */
export function deletedAll(): ImageEvent[] {
  return IMAGE_TYPES.map((imageType) => deleted(imageType));
}

/** `PicturePutFirst` of one image of a picture. */
export function puttingFirst(picture: number, imageType: ImageType = "cover"): ImageEvent {
  return ofPicture(picture, { type: "PicturePutFirst", imageType, data: {} });
}

/** `PictureRemoved` of one image of a picture. */
export function removed(picture: number, imageType: ObjectType = "cover"): ImageEvent {
  return ofPicture(picture, { type: "PictureRemoved", imageType, data: {} });
}

/** The event, of this picture. */
export function ofPicture(picture: number, event: ImageEvent): ImageEvent {
  return picture === 1 ? event : { ...event, picture };
}

const imageType = fc.constantFrom(...IMAGE_TYPES);
/** An original as well, which no column shows. */
const objectType = fc.constantFrom<ObjectType>(...IMAGE_TYPES, ORIGINAL);
const fileId = fc.constantFrom("AgAC1", "AgAC2", "AgAC3");
const digit = fc.constantFrom("a", "b", "c");

/** Any event of each type. A missing type does not compile. */
const ANY: Readonly<Record<ImageEvent["type"], fc.Arbitrary<ImageEvent>>> = {
  ImageUploadedToB2: fc.tuple(digit, objectType).map(([hash, type]) => uploaded(hash, type)),
  TelegramFileIdCaptured: fc.tuple(fileId, imageType, fc.integer({ min: 1, max: 3 }))
    .map(([id, type, botId]) => captured(id, { imageType: type, botId })),
  ImageInvalidated: fc.oneof(
    fc.tuple(fileId, imageType).map(([id, type]) => refusedId(id, type)),
    objectType.map((type) => invalidated(type)),
  ),
  ImageLost: objectType.map((type) => lost(type)),
  ImageDeleted: objectType.map((type) => deleted(type)),
  PicturePutFirst: imageType.map((type) => puttingFirst(1, type)),
  PictureRemoved: objectType.map((type) => removed(1, type)),
};

const eventOfOne: fc.Arbitrary<ImageEvent> = fc.oneof(
  { arbitrary: ANY.ImageUploadedToB2, weight: 3 },
  { arbitrary: ANY.TelegramFileIdCaptured, weight: 3 },
  { arbitrary: ANY.ImageInvalidated, weight: 4 },
  ...Object.values(ANY),
);

/**
 * Any event of one of three pictures, most often of the first. There are few ids, hashes and bots, so that the events of a
 * history often concern each other.
 */
export const anyEvent: fc.Arbitrary<ImageEvent> = fc.tuple(
  fc.constantFrom(1, 1, 1, 2, 3),
  eventOfOne,
).map(([picture, event]) => ofPicture(picture, event));
