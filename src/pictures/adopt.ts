import {
  byImageInTurn,
  type ImageType,
  lacksPicture,
  MAIN_IMAGE,
  parseObjectKey,
  type StoredImage,
} from "../domain/mod.ts";
import { execute, lastPictureChange, loadImages } from "../event_log/mod.ts";
import { inspectImage } from "../imaging/mod.ts";
import type { StoredObject } from "../storage/mod.ts";
import { getIntact } from "./intact.ts";
import type { PictureParts } from "./parts.ts";
import { loadProductRow } from "./product_row.ts";
import { describeAdopted, putImage } from "./put.ts";

/** The parts that adopting needs. */
export type AdoptingParts = Pick<PictureParts, "db" | "store" | "bucket" | "cache" | "renderer">;

/** Why an orphaned cover was not adopted. */
export type AdoptRefused =
  | "unknown_product"
  | "withdrawn"
  | "has_picture"
  /** The latest cover is younger than the grace period. */
  | "recent"
  /** Two covers are the latest. */
  | "ambiguous"
  /** The shop put or ended a picture after it: the cover had been replaced. */
  | "outdated"
  /** It is gone, or is not the picture that its key names. */
  | "no_picture";

/** What became of a product's orphaned covers. */
export type Adopted =
  | { readonly outcome: "adopted"; readonly thumbKey: string }
  | { readonly outcome: AdoptRefused };

/** The covers of one product that no event names. */
export interface OrphanedCovers {
  readonly productId: string;
  /** At least one. */
  readonly covers: readonly StoredObject[];
}

/** Reads an orphaned cover's product off its key; undefined for an object that is no cover. */
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
 * Gives a product without a picture the orphaned cover that was put last: it is left of a sale or a replacement whose
 * events are lost. The other pictures are made of this cover, since nothing tells which of the orphaned ones show the
 * same.
 *
 * @throws what made B2 or PostgreSQL fail.
 */
export async function adopt(
  parts: AdoptingParts,
  { productId, covers }: OrphanedCovers,
  { cutoff, correlationId }: { readonly cutoff: Date; readonly correlationId: string },
): Promise<Adopted> {
  const cover = latestOf(covers);
  const refused = await refuse(parts, productId, covers, cutoff);
  if (refused !== undefined) return { outcome: refused };
  const images = await imagesOf(parts, productId, cover.key);
  if (images === undefined) return { outcome: "no_picture" };
  const metadata = { actor: "operator:reconcile", correlationId };
  const executed = await execute(parts.db, productId, { type: "AdoptImages", images }, metadata);
  if (!("refused" in executed)) return { outcome: "adopted", thumbKey: images.thumb.key };
  return { outcome: executed.refused === "superseded" ? "has_picture" : "unknown_product" };
}

async function refuse(
  { db }: AdoptingParts,
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

/** The cover as it is in B2; the other pictures are made of it, and put. */
async function imagesOf(
  parts: AdoptingParts,
  productId: string,
  coverKey: string,
): Promise<Readonly<Record<ImageType, StoredImage>> | undefined> {
  const bytes = await getIntact(parts.store, coverKey);
  if (bytes === undefined) return undefined;
  const inspected = inspectImage(bytes);
  if ("refused" in inspected || inspected.header.format !== "jpeg") return undefined;
  const rendered = await parts.renderer.render(bytes);
  if ("refused" in rendered) return undefined;
  const cover = describeAdopted(parts, coverKey, bytes, inspected.header);
  await parts.cache.put(coverKey, bytes);
  return await byImageInTurn(async (imageType) => {
    if (imageType === MAIN_IMAGE) return cover;
    const image = rendered.images[imageType];
    const stored = await putImage(parts, { productId, imageType, image, origin: "adoption" });
    await parts.cache.put(stored.key, image.bytes);
    return stored;
  });
}
