import { type Database, findNamedObject, listObjectKeys } from "../postgres/mod.ts";
import { type DiskCache, listBodies, type ObjectStore } from "../storage/mod.ts";
import { VitrineError } from "../errors.ts";

/** What erasing stands on. */
export interface EraseDeps {
  /** PostgreSQL. */
  readonly db: Database;
  /** B2. */
  readonly store: ObjectStore;
  /** This machine's disk cache. */
  readonly cache: DiskCache;
}

/** A picture lies in the disk cache and cannot be removed from there now. */
export class CacheNotErased extends VitrineError {
  /** Stored and logged. */
  readonly code = "cache_not_erased";
}

/**
 * Removes every version of every object of a product from B2, and its files from the disk cache: the objects that its
 * events ever named, and those under its own prefix that none has named, put by what was on its way. What is another
 * product's picture now (rows were adopted with one object for several) is left. Returns how many versions were removed.
 *
 * @throws what made B2 or PostgreSQL fail; repeating it goes on where it ended.
 */
export async function eraseObjects(deps: EraseDeps, productId: string): Promise<number> {
  const keys = new Set(await listObjectKeys(deps.db, productId));
  for await (const { key } of deps.store.list(`products/${productId}/`)) keys.add(key);
  let versions = 0;
  for (const key of keys) versions += await eraseObject(deps, key);
  return versions;
}

async function eraseObject({ db, store, cache }: EraseDeps, key: string): Promise<number> {
  const named = await findNamedObject(db, key);
  if (named !== undefined && named.pictures.length > 0) return 0;
  if (!await cache.remove(key)) {
    throw new CacheNotErased(`Cannot erase ${JSON.stringify(key)} from the disk cache`);
  }
  const bodies = await listBodies(store, key);
  // The oldest first, so that none comes to light again.
  for (const { versionId } of bodies.toReversed()) await store.delete(key, { versionId });
  return bodies.length;
}
