import type { StoringDeps } from "./storing.ts";
import {
  byImage,
  IMAGE_TYPES,
  type ImageType,
  lacksPicture,
  MAIN_IMAGE,
  objectKey,
  parseObjectKey,
  type StoredImage,
} from "../domain/mod.ts";
import { inspectImage, type RenderedImage } from "../imaging/mod.ts";
import { execute, lastPictureChange, loadImages } from "../event_log/mod.ts";
import { loadProductRow } from "./product_row.ts";
import { ObjectCorrupt, sha256Hex, type StoredObject } from "../storage/mod.ts";

/** What adopting stands on. */
export type AdoptDeps = Omit<StoringDeps, "botId" | "fetchOriginal">;

/**
 * Why an orphaned cover was left where it is. `recent`: the latest is younger than the grace period; `ambiguous`: two
 * are the latest; `outdated`: the shop put or ended a picture after it, and so this one had been replaced.
 */
export type AdoptRefused =
  | "unknown_product"
  | "withdrawn"
  | "has_picture"
  | "recent"
  | "ambiguous"
  | "outdated"
  | "no_picture";

/** What became of a product's orphaned covers. */
export type Adopted =
  | { readonly outcome: "adopted"; readonly thumbKey: string }
  | { readonly outcome: AdoptRefused };

/** The covers of one product that no event names. */
export interface OrphanedCovers {
  /** Whose, by their keys. */
  readonly productId: string;
  /** At least one. */
  readonly covers: readonly StoredObject[];
}

/** An orphaned cover, whose product its key names. */
export function orphanedCover(object: StoredObject): OrphanedCovers | undefined {
  const parts = parseObjectKey(object.key);
  if (parts?.imageType !== MAIN_IMAGE) return undefined;
  return { productId: parts.productId, covers: [object] };
}

/** The cover that was put last. */
export function latestOf(covers: readonly StoredObject[]): StoredObject {
  return covers.reduce((one, other) => other.lastModified > one.lastModified ? other : one);
}

/**
 * Gives a product that has no picture the one that was put last and that no event names: what is left of a sale or a
 * replacement whose events are lost. Its thumb is made anew from it: which of the orphaned thumbs is of the same picture,
 * nothing says.
 *
 * @throws what made B2 or PostgreSQL fail.
 */
export async function adopt(
  deps: AdoptDeps,
  { productId, covers }: OrphanedCovers,
  { cutoff, correlationId }: { readonly cutoff: Date; readonly correlationId: string },
): Promise<Adopted> {
  const cover = latestOf(covers);
  const refused = await refuse(deps, productId, covers, cutoff);
  if (refused !== undefined) return { outcome: refused };
  const images = await imagesOf(deps, productId, cover.key);
  if (images === undefined) return { outcome: "no_picture" };
  const metadata = { actor: "operator:reconcile", correlationId };
  const executed = await execute(deps.db, productId, { type: "AdoptImages", images }, metadata);
  if (!("refused" in executed)) return { outcome: "adopted", thumbKey: images.thumb.key };
  return { outcome: executed.refused === "superseded" ? "has_picture" : "unknown_product" };
}

async function refuse(
  { db }: AdoptDeps,
  productId: string,
  covers: readonly StoredObject[],
  cutoff: Date,
): Promise<AdoptRefused | undefined> {
  const product = await loadProductRow(db, productId);
  if (product === undefined) return "unknown_product";
  if (product.withdrawn) return "withdrawn";
  // A legacy row's path is a picture of which no event speaks.
  const hasPicture = product.coverUrl !== null ||
    !lacksPicture(await loadImages(db, productId));
  if (hasPicture) return "has_picture";
  const { lastModified } = latestOf(covers);
  const changed = await lastPictureChange(db, productId);
  if (changed !== undefined && lastModified <= changed) return "outdated";
  if (lastModified > cutoff) return "recent";
  const latest = covers.filter((cover) => cover.lastModified.getTime() === lastModified.getTime());
  return latest.length > 1 ? "ambiguous" : undefined;
}

/** The cover as it lies there; the other pictures made of it, and put. */
async function imagesOf(
  deps: AdoptDeps,
  productId: string,
  coverKey: string,
): Promise<Readonly<Record<ImageType, StoredImage>> | undefined> {
  const bytes = await getWhole(deps, coverKey);
  if (bytes === undefined) return undefined;
  const inspected = inspectImage(bytes);
  if ("refused" in inspected || inspected.header.format !== "jpeg") return undefined;
  const rendered = await deps.renderer.render(bytes);
  if ("refused" in rendered) return undefined;
  const { widthPx, heightPx } = inspected.header;
  const cover = { bytes, sha256: sha256Hex(bytes), widthPx, heightPx } as const;
  const images = { ...rendered.images, [MAIN_IMAGE]: cover };
  const keyOf = (imageType: ImageType) =>
    imageType === MAIN_IMAGE ? coverKey : objectKey(productId, imageType, images[imageType].sha256);
  for (const imageType of IMAGE_TYPES) {
    const { bytes, sha256 } = images[imageType];
    const key = keyOf(imageType);
    if (imageType !== MAIN_IMAGE) await deps.store.put(key, bytes, { sha256 });
    await deps.cache.put(key, bytes);
  }
  return byImage((imageType) => stored(deps, keyOf(imageType), images[imageType]));
}

/** Undefined where it is gone, or is not what its key says. */
async function getWhole(
  { store }: AdoptDeps,
  key: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await store.get(key);
  } catch (error) {
    if (error instanceof ObjectCorrupt) return undefined;
    throw error;
  }
}

function stored(
  { bucket }: AdoptDeps,
  key: string,
  { bytes, sha256, widthPx, heightPx }: Omit<RenderedImage, "contentType">,
): StoredImage {
  const sizeBytes = bytes.length;
  const contentType = "image/jpeg";
  return { bucket, key, sha256, sizeBytes, widthPx, heightPx, contentType, origin: "adoption" };
}
