import { ownerOfKey } from "../domain/mod.ts";
import { listProductsOfObject, loadImages } from "../event_log/mod.ts";
import { type Database, findProductId } from "../postgres/mod.ts";

/**
 * The product that an object belongs to, if that was deleted for good: by the folder that the object lies in, or by events.
 * Undefined if it belongs to none, or to another product as well.
 */
export async function deletedOwner(db: Database, key: string): Promise<string | undefined> {
  const folder = ownerOfKey(key);
  const ofFolder = folder && await findProductId(db, folder);
  const owners = [
    ...(ofFolder === undefined ? [] : [ofFolder]),
    ...await listProductsOfObject(db, key),
  ];
  for (const owner of owners) {
    if ((await loadImages(db, owner)).deleted !== true) return undefined;
  }
  return owners[0];
}
