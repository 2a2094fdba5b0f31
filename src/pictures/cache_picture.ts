import { ownerOfKey } from "../domain/mod.ts";
import { findNamedObject, loadImages } from "../event_log/mod.ts";
import { type Database, findProductId } from "../postgres/mod.ts";
import type { PictureParts } from "./parts.ts";

/**
 * Keeps a picture in the disk cache, unless it has ended meanwhile. The log is asked after the file is written: a
 * deletion that the log does not know yet removes the file later, when it erases the product.
 *
 * @throws what made PostgreSQL fail; the file is not kept then.
 */
export async function cachePicture(
  { db, cache }: Pick<PictureParts, "db" | "cache">,
  key: string,
  bytes: Uint8Array,
): Promise<void> {
  await cache.put(key, bytes);
  let isKept = false;
  try {
    isKept = await mayBeKept(db, key);
  } finally {
    if (!isKept) await cache.remove(key);
  }
}

/** Whether an object serves as a picture. Of one that no event names: whether its product may still get it. */
async function mayBeKept(db: Database, key: string): Promise<boolean> {
  const named = await findNamedObject(db, key);
  if (named !== undefined) return named.pictures.length > 0;
  return !await isOfDeletedProduct(db, key);
}

/** Whether an object lies in the folder of a product that was deleted for good. */
export async function isOfDeletedProduct(db: Database, key: string): Promise<boolean> {
  const owner = ownerOfKey(key);
  const productId = owner && await findProductId(db, owner);
  return productId !== undefined && (await loadImages(db, productId)).deleted === true;
}
