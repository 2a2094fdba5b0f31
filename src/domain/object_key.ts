import { IMAGE_TYPES, type ImageType } from "./image_type.ts";
import { type LongId, productFolder, readProductFolder } from "./product_ref.ts";

/** How many hexadecimal digits of the SHA-256 are in an object key. */
export const KEY_HASH_LENGTH = 16;

const OBJECT_KEY = new RegExp(
  `^products/([A-Za-z0-9_-]{1,64})/(${
    IMAGE_TYPES.join("|")
  })-([0-9a-f]{${KEY_HASH_LENGTH}})\\.jpg$`,
);

/** The parts of an object key. */
export interface ObjectKeyParts {
  readonly imageType: ImageType;
  /** The first digits of the SHA-256 of the object's bytes. */
  readonly hashPrefix: string;
}

/** The B2 key of a picture: `products/<folder of the product>/<imageType>-<first 16 of sha256>.jpg`. */
export function objectKey(productId: string, imageType: ImageType, sha256: string): string {
  return `${keyPrefix(productId)}${imageType}-${sha256.slice(0, KEY_HASH_LENGTH)}.jpg`;
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

/** Reads a key back into its parts; undefined for a key that {@link objectKey} did not make. */
export function parseObjectKey(key: string): ObjectKeyParts | undefined {
  const [, folder, imageType, hashPrefix] = OBJECT_KEY.exec(key) ?? [];
  if (folder === undefined || imageType === undefined || hashPrefix === undefined) return;
  return { imageType: imageType as ImageType, hashPrefix };
}
