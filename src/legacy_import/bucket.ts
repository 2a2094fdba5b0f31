import { type ImageType, objectKey, parseObjectKey, type StoredImage } from "../domain/mod.ts";
import {
  type ImageHeader,
  inspectImage,
  isBare,
  refuseAsPhoto,
  type RenderedImage,
} from "../imaging/mod.ts";
import { ObjectCorrupt, type ObjectStore, sha256Hex } from "../storage/mod.ts";
import type { Looks } from "./looks.ts";
import { type Left, leftBy } from "./outcome.ts";
import type { RenderLegacyDeps } from "./render_legacy.ts";

/** The bucket that pictures are put to. */
export interface Bucket {
  /** B2. */
  readonly store: ObjectStore;
  /** Its name, for the events. */
  readonly bucket: string;
  /** One for each run. */
  readonly looks: Looks;
}

/** What B2 holds now, or why it does not; `madeOf`: the object that it was made of. */
export type Recorded =
  | { readonly stored: StoredImage; readonly madeOf?: StoredImage }
  | { readonly left: Left };

const MEDIA_TYPES = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
};

/**
 * Sees to it that B2 holds a rendered picture, and reads it back. One that a killed run has put is not put again: each
 * put of the same key would be kept, and charged, as a version more.
 *
 * @throws {ObjectCorrupt} when B2 gives back other bytes than it was given.
 */
export async function putPicture(
  { store, bucket, looks }: Bucket,
  productId: string,
  imageType: ImageType,
  image: RenderedImage,
): Promise<Recorded> {
  const { bytes, sha256, widthPx, heightPx, contentType } = image;
  const key = objectKey(productId, imageType, sha256);
  if (parseObjectKey(key) === undefined) {
    return { left: { outcome: "unsupported", reason: "product_id" } };
  }
  if (!looks.isWorthIt || !await isThere(store, key, sha256, looks)) {
    await store.put(key, bytes, { sha256, contentType });
    if (!await holds(store, key, sha256)) {
      throw new ObjectCorrupt(`Cannot use ${JSON.stringify(key)}: B2 gives back other bytes`);
    }
  }
  const sizeBytes = bytes.length;
  return {
    stored: { bucket, key, sha256, sizeBytes, widthPx, heightPx, contentType, origin: "migration" },
  };
}

/**
 * Records an object that a row names already, whoever made it: as it is and by its key, where the shop may send it and
 * it holds nothing but the picture. Any other is rendered as a sale's is, since what cameras write into a file tells
 * where its seller lives; the object itself is left where it lies.
 */
export async function adoptPicture(
  deps: Bucket & Pick<RenderLegacyDeps, "renderer" | "gate">,
  productId: string,
  imageType: ImageType,
  key: string,
): Promise<Recorded> {
  const found = await deps.gate(() => findPicture(deps, imageType, key));
  if (!("rendered" in found)) return found;
  const put = await putPicture(deps, productId, imageType, found.rendered);
  return "left" in put ? put : { ...put, madeOf: found.madeOf };
}

/** What an object is, and what is made of it where it may not stay as it is. */
async function findPicture(
  { store, bucket, renderer }: Bucket & Pick<RenderLegacyDeps, "renderer">,
  imageType: ImageType,
  key: string,
): Promise<Recorded | { readonly madeOf: StoredImage; readonly rendered: RenderedImage }> {
  const bytes = key === "" ? undefined : await store.get(key);
  if (bytes === undefined) return { left: { outcome: "missing", reason: "object_not_found" } };
  const inspected = inspectImage(bytes);
  if ("refused" in inspected) return { left: leftBy(inspected.refused) };
  const { header } = inspected;
  const found: StoredImage = { bucket, key, ...describe(bytes, header) };
  if (isBare(bytes) && refuseAsPhoto(header, bytes.length) === undefined) return { stored: found };
  const rendered = await renderer.render(bytes);
  if ("refused" in rendered) return { left: leftBy(rendered.refused) };
  return { madeOf: found, rendered: rendered.images[imageType] };
}

function describe(bytes: Uint8Array, { widthPx, heightPx, format }: ImageHeader) {
  return {
    sha256: sha256Hex(bytes),
    sizeBytes: bytes.length,
    widthPx,
    heightPx,
    contentType: MEDIA_TYPES[format],
    origin: "adoption",
  } as const;
}

/** What is there but damaged is put anew. */
async function isThere(
  store: ObjectStore,
  key: string,
  sha256: string,
  looks: Looks,
): Promise<boolean> {
  try {
    const found = await holds(store, key, sha256);
    looks.saw(found);
    return found;
  } catch (error) {
    if (error instanceof ObjectCorrupt) return false;
    throw error;
  }
}

async function holds(store: ObjectStore, key: string, sha256: string): Promise<boolean> {
  const bytes = await store.get(key);
  return bytes !== undefined && sha256Hex(bytes) === sha256;
}
