import fc from "fast-check";
import type { CapturedFileId } from "../../src/domain/events.ts";
import type { ImageEvent, ImageType, StoredImage } from "../../src/domain/mod.ts";

/** A stored image whose hash is `digit`, 64 times. */
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

/** `ImageUploadedToB2`. */
export function uploaded(digit: string, imageType: ImageType = "cover"): ImageEvent {
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
export function refusedId(fileId: string, imageType: ImageType = "cover"): ImageEvent {
  return {
    type: "ImageInvalidated",
    imageType,
    data: { layer: "telegram", reason: "dead", fileId },
  };
}

/** `ImageInvalidated` of the layer `image`. */
export function invalidated(imageType: ImageType = "cover"): ImageEvent {
  return { type: "ImageInvalidated", imageType, data: { layer: "image", reason: "replaced" } };
}

const imageType = fc.constantFrom<ImageType>("cover", "thumb");
const fileId = fc.constantFrom("AgAC1", "AgAC2", "AgAC3");
const digit = fc.constantFrom("a", "b", "c");

/** Any event, in any order: few ids and hashes, three bots, so that histories collide often. */
export const anyEvent: fc.Arbitrary<ImageEvent> = fc.oneof(
  fc.tuple(digit, imageType).map(([hash, type]) => uploaded(hash, type)),
  fc.tuple(fileId, imageType, fc.integer({ min: 1, max: 3 })).map(([id, type, botId]) =>
    captured(id, { imageType: type, botId })
  ),
  fc.tuple(fileId, imageType).map(([id, type]) => refusedId(id, type)),
  imageType.map(invalidated),
);
