import {
  type ImageType,
  objectKey,
  type OriginalMediaType,
  parseObjectKey,
  type StoredImage,
} from "../domain/mod.ts";
import { type ImageHeader, inspectImage, type RenderedImage } from "../imaging/mod.ts";
import { type ObjectStore, sha256Hex } from "../storage/mod.ts";
import { getIntact } from "./intact.ts";
import type { PictureParts } from "./parts.ts";

/** Where a picture is put. */
export type PutStore = Pick<ObjectStore, "get" | "put" | "versions">;

/** A picture that is to be put to B2. */
export interface ImageToPut {
  readonly productId: string;
  readonly imageType: ImageType;
  readonly image: RenderedImage;
  readonly origin: StoredImage["origin"];
}

/**
 * Decides whether it is worth a request to ask B2 for a picture before it is put. B2 keeps, and charges, each put of
 * the same key as one more version.
 */
export interface PutProbe {
  readonly isWorthIt: boolean;
  /** Called with what each probe found. */
  saw(isThere: boolean): void;
  /** Whether an object that was put then is too new for `reconcile --delete-orphans`, for longer than a run needs. */
  isSafe(putAt: Date): boolean;
}

/** Options of a put. */
export interface PutImageOptions {
  /** Asks B2 for the picture first, if it is worth it. */
  readonly probe?: PutProbe | undefined;
  /** Ends the put. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts a picture to B2 and returns what its event says. B2 holds exactly these bytes then: `ObjectStore.put` checks it.
 * With a probe, a picture that is there already is not put again, unless a clean-up may be about to delete it.
 *
 * @throws {ObjectCorrupt} when B2 keeps other bytes than it was given.
 */
export async function putImage(
  { store, bucket }: { readonly store: PutStore; readonly bucket: string },
  { productId, imageType, image, origin }: ImageToPut,
  { probe, signal }: PutImageOptions = {},
): Promise<StoredImage> {
  const { bytes, sha256, widthPx, heightPx, contentType } = image;
  const key = objectKey(productId, imageType, sha256);
  await putUnlessThere(store, { key, sha256, contentType }, bytes, { probe, signal });
  return { bucket, key, sha256, sizeBytes: bytes.length, widthPx, heightPx, contentType, origin };
}

/** Puts bytes under their key. With a probe, not if they are there already and safe from a clean-up. */
export async function putUnlessThere(
  store: PutStore,
  { key, sha256, contentType }: Pick<StoredImage, "key" | "sha256" | "contentType">,
  bytes: Uint8Array<ArrayBuffer>,
  { probe, signal }: PutImageOptions,
): Promise<void> {
  if (probe?.isWorthIt && await isThere(store, key, sha256, probe)) return;
  await store.put(key, bytes, { sha256, contentType, signal });
}

async function isThere(
  store: PutStore,
  key: string,
  sha256: string,
  probe: PutProbe,
): Promise<boolean> {
  const bytes = await getIntact(store, key);
  const found = bytes !== undefined && sha256Hex(bytes) === sha256;
  probe.saw(found);
  return found && await isSafe(store, key, probe);
}

/**
 * Puts an object of ours once more that a row names, before an event does. A clean-up deletes only the versions that were
 * there before, so it loses nothing. An object that is too new for a clean-up is left as it is, and so is one whose name is
 * none of ours: a clean-up keeps it while a row names it.
 */
export async function putOnceMore(
  store: PutStore,
  { key, sha256, contentType }: StoredImage,
  bytes: Uint8Array,
  probe: PutProbe,
): Promise<void> {
  if (parseObjectKey(key) === undefined) return;
  if (await isSafe(store, key, probe)) return;
  await store.put(key, bytes, { sha256, contentType });
}

async function isSafe(store: PutStore, key: string, probe: PutProbe): Promise<boolean> {
  const [newest] = await store.versions(key);
  return newest !== undefined && probe.isSafe(newest.lastModified);
}

/** The media type of each format. */
export const MEDIA_TYPES: Readonly<Record<ImageHeader["format"], OriginalMediaType>> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
};

/** The media type of a file, by its bytes. */
export function mediaTypeOf(bytes: Uint8Array): string {
  const inspected = inspectImage(bytes);
  return "header" in inspected ? MEDIA_TYPES[inspected.header.format] : "application/octet-stream";
}

/** Describes an object that is in B2 already and becomes a product's picture as it is. */
export function describeAdopted(
  { bucket }: Pick<PictureParts, "bucket">,
  key: string,
  bytes: Uint8Array,
  { widthPx, heightPx, format }: ImageHeader,
): StoredImage {
  return {
    bucket,
    key,
    sha256: sha256Hex(bytes),
    sizeBytes: bytes.length,
    widthPx,
    heightPx,
    contentType: MEDIA_TYPES[format],
    origin: "adoption",
  };
}
