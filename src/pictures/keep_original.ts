import { originalKey, type StoredImage } from "../domain/mod.ts";
import { bareOriginal } from "../imaging/mod.ts";
import { sha256Hex } from "../storage/mod.ts";
import type { PictureParts } from "./parts.ts";
import { MEDIA_TYPES, type PutImageOptions, type PutStore, putUnlessThere } from "./put.ts";

/** What a picture was made of, without metadata. */
export interface KeptOriginal {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What its event says. */
  readonly image: StoredImage;
}

/**
 * Makes what is kept of a file that a seller sent, or that an import reads; undefined for one that cannot be told apart from its
 * metadata.
 */
export function keepOriginal(
  { bucket }: Pick<PictureParts, "bucket">,
  productId: string,
  file: Uint8Array,
  origin: StoredImage["origin"] = "seller",
): KeptOriginal | undefined {
  const bare = bareOriginal(file);
  if (bare === undefined) return undefined;
  const { bytes, header: { format, widthPx, heightPx } } = bare;
  const [sha256, contentType] = [sha256Hex(bytes), MEDIA_TYPES[format]];
  const key = originalKey(productId, sha256, contentType);
  const size = { sizeBytes: bytes.length, widthPx, heightPx };
  return { bytes, image: { bucket, key, sha256, ...size, contentType, origin } };
}

/** Puts it to B2, and returns what its event says. See {@link putUnlessThere}. */
export async function putOriginal(
  store: PutStore,
  { bytes, image }: KeptOriginal,
  options: PutImageOptions,
): Promise<StoredImage> {
  await putUnlessThere(store, image, bytes, options);
  return image;
}
