import { VitrineError } from "../errors.ts";
import { loadImages } from "../postgres/mod.ts";
import { type EraseDeps, eraseObjects } from "./erase_objects.ts";
import { forgetStoreImages } from "./store_image_rows.ts";

/** The queue's name. */
export const ERASE_PRODUCT = "erase-product";

/** A job: remove what B2 and the disk hold of a product that was deleted for good. */
export interface EraseProductJob {
  /** Which. */
  readonly productId: string;
  /** Of the objects that its columns named, of some of which no event may speak; a job of an older release has none. */
  readonly keys?: readonly string[];
}

/** How a job ended: with how many versions removed by its last attempt, or without anything to do. */
export type EraseProductOutcome =
  | { readonly versions: number }
  | { readonly needless: "not_deleted" };

/** A picture of the product was still being stored: the job must look again. */
export class PictureOnItsWay extends VitrineError {
  /** Stored and logged. */
  readonly code = "picture_on_its_way";
}

/**
 * Erases what lies outside of the database, and the jobs that would bring it back. Each step can be repeated.
 *
 * A job that stores a picture of the product puts it before it learns that the product is gone. So this one is done only
 * once it has seen, before it looked into B2, that no such job was running; none can begin any more.
 *
 * @throws {PictureOnItsWay} after erasing what there is by now.
 * @throws what made B2 or PostgreSQL fail: the job is to be tried again.
 */
export async function eraseProduct(
  deps: EraseDeps,
  { productId, keys }: EraseProductJob,
  signal?: AbortSignal,
): Promise<EraseProductOutcome> {
  const { deleted } = await loadImages(deps.db, productId);
  if (!deleted) return { needless: "not_deleted" };
  const running = await forgetStoreImages(deps.db, productId);
  const versions = await eraseObjects(deps, productId, keys, signal);
  if (running === 0) return { versions };
  throw new PictureOnItsWay(`A picture of ${productId} is still being stored`);
}
