import { createHash } from "node:crypto";
import { type ImageType, objectKey, parseObjectKey, type StoredImage } from "../domain/mod.ts";
import { inspectImage, refuseAsPhoto, type RenderedImage } from "../imaging/mod.ts";
import { ObjectCorrupt, type ObjectStore } from "../storage/mod.ts";
import type { Looks } from "./looks.ts";
import { type Left, leftBy } from "./outcome.ts";

/** The bucket that pictures are put to. */
export interface Bucket {
  /** B2. */
  readonly store: ObjectStore;
  /** Its name, for the events. */
  readonly bucket: string;
  /** One for each run. */
  readonly looks: Looks;
}

/** What B2 holds now, or why it does not. */
export type Recorded = { readonly stored: StoredImage } | { readonly left: Left };

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
    await store.put(key, bytes, { sha256, contentType, patience: "job" });
    if (!await holds(store, key, sha256)) {
      throw new ObjectCorrupt(`Cannot use ${JSON.stringify(key)}: B2 gives back other bytes`);
    }
  }
  const sizeBytes = bytes.length;
  return {
    stored: { bucket, key, sha256, sizeBytes, widthPx, heightPx, contentType, origin: "migration" },
  };
}

/** Looks at an object that a row names already: its key stays as it is, whoever made it. */
export async function adoptPicture({ store, bucket }: Bucket, key: string): Promise<Recorded> {
  if (key === "") return { left: { outcome: "missing", reason: "object_not_found" } };
  const bytes = await store.get(key, { patience: "job" });
  if (bytes === undefined) return { left: { outcome: "missing", reason: "object_not_found" } };
  const inspected = inspectImage(bytes);
  if ("refused" in inspected) return { left: leftBy(inspected.refused) };
  const { header } = inspected;
  // The shop sends it as it is.
  const refused = refuseAsPhoto(header, bytes.length);
  if (refused !== undefined) return { left: leftBy(refused) };
  const { widthPx, heightPx } = header;
  return {
    stored: {
      bucket,
      key,
      sha256: sha256Of(bytes),
      sizeBytes: bytes.length,
      widthPx,
      heightPx,
      contentType: MEDIA_TYPES[header.format],
      origin: "adoption",
    },
  };
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
  const bytes = await store.get(key, { patience: "job" });
  return bytes !== undefined && sha256Of(bytes) === sha256;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
