import { IMAGE_TYPES, type ImageType, type ObjectType, ORIGINAL } from "./image_type.ts";
import { type LongId, productFolder, readProductFolder } from "./product_ref.ts";

/** How many hexadecimal digits of the SHA-256 are in an object key. */
export const KEY_HASH_LENGTH = 16;

/** The ends of the names of originals, by their media types. */
const EXTENSIONS = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/avif": "avif",
} as const;

/** The media types that an original may have. */
export type OriginalMediaType = keyof typeof EXTENSIONS;

const HASH = `[0-9a-f]{${KEY_HASH_LENGTH}}`;
const OBJECT_KEY = new RegExp(
  `^products/[A-Za-z0-9_-]{1,64}/(?:(?<image>${IMAGE_TYPES.join("|")})-(?<ofImage>${HASH})\\.jpg|` +
    `${ORIGINAL}-(?<ofOriginal>${HASH})\\.(?:${Object.values(EXTENSIONS).join("|")}))$`,
);

/** The parts of an object key. */
export interface ObjectKeyParts {
  readonly imageType: ObjectType;
  /** The first digits of the SHA-256 of the object's bytes. */
  readonly hashPrefix: string;
}

/** The B2 key of a picture: `products/<folder of the product>/<imageType>-<first 16 of sha256>.jpg`. */
export function objectKey(productId: string, imageType: ImageType, sha256: string): string {
  return `${keyPrefix(productId)}${imageType}-${sha256.slice(0, KEY_HASH_LENGTH)}.jpg`;
}

/** The B2 key of an original: `products/<folder of the product>/original-<first 16 of sha256>.png`, or another end. */
export function originalKey(
  productId: string,
  sha256: string,
  mediaType: OriginalMediaType,
): string {
  const name = `${ORIGINAL}-${sha256.slice(0, KEY_HASH_LENGTH)}`;
  return `${keyPrefix(productId)}${name}.${EXTENSIONS[mediaType]}`;
}

/** What the keys of all pictures of a product begin with, and those of no other product. */
export function keyPrefix(productId: string): string {
  return `products/${productFolder(productId)}/`;
}

/** The product whose folder an object lies in, whatever its name is; undefined for an object elsewhere. */
export function ownerOfKey(key: string): string | LongId | undefined {
  const [, folder] = /^products\/([^/]+)\//.exec(key) ?? [];
  return folder === undefined ? undefined : readProductFolder(folder);
}

/** Reads a key back into its parts; undefined for a key that none of the two functions above made. */
export function parseObjectKey(key: string): ObjectKeyParts | undefined {
  const { image, ofImage, ofOriginal } = OBJECT_KEY.exec(key)?.groups ?? {};
  if (ofOriginal !== undefined) return { imageType: ORIGINAL, hashPrefix: ofOriginal };
  if (ofImage === undefined) return undefined;
  return { imageType: image as ImageType, hashPrefix: ofImage };
}
