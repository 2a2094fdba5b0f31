import {
  type Database,
  findNamedObject,
  listObjectKeys,
  listUrlsOfOthers,
} from "../postgres/mod.ts";
import { deleteBodies, type DiskCache, type ObjectStore } from "../storage/mod.ts";
import { VitrineError } from "../errors.ts";

/** What erasing stands on. */
export interface EraseDeps {
  /** PostgreSQL. */
  readonly db: Database;
  /** B2. */
  readonly store: ObjectStore;
  /** By which URLs in columns are told to name an object; see `createBucketUrls`. */
  readonly bucketUrls: readonly string[];
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
 * events ever named, those under its own prefix that none has named, put by what was on its way, and `more`, which its
 * columns named. What is another product's picture now, by the log or in its columns (an older shop had one object for
 * several rows), is left. Returns how many versions were removed.
 *
 * @throws what made B2 or PostgreSQL fail; repeating it goes on where it ended.
 */
export async function eraseObjects(
  deps: EraseDeps,
  productId: string,
  more: readonly string[] = [],
  signal?: AbortSignal,
): Promise<number> {
  const keys = new Set([...more, ...await listObjectKeys(deps.db, productId)]);
  for await (const { key } of deps.store.list(`products/${productId}/`, { signal })) keys.add(key);
  const isOfOthers = await findOthers(deps, productId, [...keys]);
  let versions = 0;
  for (const key of keys) if (!isOfOthers(key)) versions += await eraseObject(deps, key, signal);
  return versions;
}

/** Tells which of the objects another product's columns name: no event may speak of them. */
async function findOthers(
  { db, bucketUrls }: EraseDeps,
  productId: string,
  keys: readonly string[],
): Promise<(key: string) => boolean> {
  const urlsOf = (key: string) => bucketUrls.map((base) => `${base}${key}`);
  const named = new Set(await listUrlsOfOthers(db, productId, keys.flatMap(urlsOf)));
  return (key) => urlsOf(key).some((url) => named.has(url));
}

async function eraseObject(
  { db, store, cache }: EraseDeps,
  key: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const named = await findNamedObject(db, key);
  if (named !== undefined && named.pictures.length > 0) return 0;
  if (!await cache.remove(key)) {
    throw new CacheNotErased(`Cannot erase ${JSON.stringify(key)} from the disk cache`);
  }
  return await deleteBodies(store, key, { signal });
}
