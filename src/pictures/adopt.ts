import {
  byImageInTurn,
  FIRST_NUMBER,
  generationOf,
  type ImageType,
  keyPrefix,
  lacksPicture,
  MAIN_IMAGE,
  ownerOfKey,
  parseObjectKey,
  picturesInOrder,
  type ProductImages,
  type StoredImage,
  viewOf,
} from "../domain/mod.ts";
import { findNamedObject, lastPictureChange, loadImages } from "../event_log/mod.ts";
import { inspectImage, refuseAsPhoto, type RenderedImage } from "../imaging/mod.ts";
import { type Database, findProductId } from "../postgres/mod.ts";
import type { StoredObject } from "../storage/mod.ts";
import { getIntact } from "./intact.ts";
import type { PictureParts } from "./parts.ts";
import { loadProductRow } from "./product_row.ts";
import { describeAdopted, putImage, type PutStore } from "./put.ts";
import { putThenAppend } from "./put_then_append.ts";

/** The parts that adopting needs. */
export type AdoptingParts = Pick<
  PictureParts,
  "db" | "store" | "bucket" | "bucketUrls" | "cache" | "renderer"
>;

/** Why an orphaned cover was not adopted. */
export type AdoptRefused =
  | "unknown_product"
  /** Its seller deleted it for good. */
  | "deleted"
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

/** Reads an orphaned cover's product off its key; undefined for an object that is no cover of a known product. */
export async function orphanedCover(
  db: Database,
  object: StoredObject,
): Promise<OrphanedCovers | undefined> {
  if (parseObjectKey(object.key)?.imageType !== MAIN_IMAGE) return undefined;
  const owner = ownerOfKey(object.key);
  const productId = owner && await findProductId(db, owner);
  return productId === undefined ? undefined : { productId, covers: [object] };
}

/** Whether an orphaned object is a cover that {@link adopt} would take, as far as the log tells. */
export async function isAdoptable(
  { db }: Pick<AdoptingParts, "db">,
  { key, since }: { readonly key: string; readonly since: Date },
  cutoff: Date,
): Promise<boolean> {
  const object = { key, lastModified: since, sizeBytes: 0, etag: "" };
  const orphan = await orphanedCover(db, object);
  if (orphan === undefined) return false;
  const state = await loadImages(db, orphan.productId);
  return await refuse({ db }, orphan, state, cutoff) === undefined;
}

/**
 * Adopts for one product: looks through its folder in B2 for covers that no event names.
 *
 * @throws what made B2 or PostgreSQL fail.
 */
export async function adoptFor(
  parts: AdoptingParts,
  productId: string,
  by: Parameters<typeof adopt>[2],
): Promise<Adopted> {
  const covers: StoredObject[] = [];
  for await (const object of parts.store.list(keyPrefix(productId))) {
    const isCover = parseObjectKey(object.key)?.imageType === MAIN_IMAGE;
    if (isCover && await findNamedObject(parts.db, object.key) === undefined) covers.push(object);
  }
  return covers.length === 0
    ? { outcome: "no_picture" }
    : await adopt(parts, { productId, covers }, by);
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
  const state = await loadImages(parts.db, productId);
  const refused = await refuse(parts, { productId, covers }, state, cutoff);
  if (refused !== undefined) return { outcome: refused };
  const found = await picturesOf(parts, cover.key);
  if (found === undefined) return { outcome: "no_picture" };
  const metadata = { actor: "operator:reconcile", correlationId };
  let thumbKey = "";
  const executed = await putThenAppend(parts, productId, async (store) => {
    const images = await putAll(parts, store, productId, found);
    thumbKey = images.thumb.key;
    const [picture = FIRST_NUMBER] = picturesInOrder(state);
    const generation = generationOf(viewOf(state, picture));
    return { type: "AdoptImages", picture, generation, images } as const;
  }, { metadata });
  if ("refused" in executed) {
    const isOther = executed.refused === "superseded" || executed.refused === "removed";
    return { outcome: isOther ? "has_picture" : executed.refused };
  }
  return { outcome: "adopted", thumbKey };
}

async function refuse(
  { db }: Pick<AdoptingParts, "db">,
  { productId, covers }: OrphanedCovers,
  state: ProductImages,
  cutoff: Date,
): Promise<AdoptRefused | undefined> {
  const product = await loadProductRow(db, productId);
  if (product === undefined) return "unknown_product";
  if (state.deleted) return "deleted";
  if (product.withdrawn) return "withdrawn";
  // A legacy row's path is a picture of which no event speaks.
  const hasPicture = product.coverUrl !== null ||
    picturesInOrder(state).some((picture) => !lacksPicture(viewOf(state, picture)));
  if (hasPicture) return "has_picture";
  const { lastModified } = latestOf(covers);
  const changed = await lastPictureChange(db, productId);
  if (changed !== undefined && lastModified <= changed) return "outdated";
  if (lastModified > cutoff) return "recent";
  const latest = covers.filter((cover) => cover.lastModified.getTime() === lastModified.getTime());
  return latest.length > 1 ? "ambiguous" : undefined;
}

/** A cover as it is in B2, and the pictures that are made of it. */
interface AdoptedCover {
  readonly cover: StoredImage;
  readonly bytes: Uint8Array;
  readonly rendered: Readonly<Record<ImageType, RenderedImage>>;
}

async function picturesOf(
  { store, renderer, bucket }: AdoptingParts,
  coverKey: string,
): Promise<AdoptedCover | undefined> {
  const bytes = await getIntact(store, coverKey);
  if (bytes === undefined) return undefined;
  const inspected = inspectImage(bytes);
  if ("refused" in inspected || inspected.header.format !== "jpeg") return undefined;
  // The cover stays as it is, so Telegram must accept it.
  if (refuseAsPhoto(inspected.header, bytes.length) !== undefined) return undefined;
  const rendered = await renderer.render(bytes);
  if ("refused" in rendered) return undefined;
  const cover = describeAdopted({ bucket }, coverKey, bytes, inspected.header);
  return { cover, bytes, rendered: rendered.images };
}

/**
 * The cover stays as it is, but is put once more: another run may be about to delete the version that was there, because
 * no event names it yet. The other pictures are put too.
 */
async function putAll(
  { bucket }: AdoptingParts,
  store: PutStore,
  productId: string,
  { cover, bytes, rendered }: AdoptedCover,
): Promise<Readonly<Record<ImageType, StoredImage>>> {
  return await byImageInTurn(async (imageType) => {
    if (imageType === MAIN_IMAGE) {
      const { key, sha256, contentType } = cover;
      await store.put(key, bytes, { sha256, contentType });
      return cover;
    }
    const image = rendered[imageType];
    return await putImage({ store, bucket }, { productId, imageType, image, origin: "adoption" });
  });
}
