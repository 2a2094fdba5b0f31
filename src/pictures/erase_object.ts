import { VitrineError } from "../errors.ts";
import { findNamedObject } from "../event_log/mod.ts";
import { deleteVersions } from "../storage/mod.ts";
import type { PictureParts } from "./parts.ts";

/** What erasing one object needs. A process without a disk cache has nothing to erase there. */
export type ObjectParts =
  & Pick<PictureParts, "db" | "store" | "bucketUrls">
  & Partial<Pick<PictureParts, "cache">>;

/** A picture lies in the disk cache and cannot be removed from there now. */
export class CacheNotErased extends VitrineError {
  /** Stored and logged. */
  readonly code = "cache_not_erased";
}

/** What {@link eraseObject} accepts. */
interface EraseOptions {
  /** The ids of versions that stay. */
  readonly keep?: ReadonlySet<string>;
  readonly signal?: AbortSignal | undefined;
}

/** Removes every version of an object, unless it is a picture now. Returns how many there were. */
export async function eraseObject(
  parts: ObjectParts,
  key: string,
  options: EraseOptions,
): Promise<number> {
  if (!await leaveCache(parts, key)) return 0;
  return await deleteVersions(parts.store, key, options);
}

/** Removes the newest version of an object, unless it is a picture now. Returns whether it did. */
export async function eraseNewest(
  parts: ObjectParts,
  { key, versionId }: { readonly key: string; readonly versionId: string },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!await leaveCache(parts, key)) return false;
  await parts.store.delete(key, { versionId, signal });
  return true;
}

/** Removes the file of an object from the disk cache. Returns false for an object that is a picture now. */
async function leaveCache({ db, cache }: ObjectParts, key: string): Promise<boolean> {
  const named = await findNamedObject(db, key);
  if (named !== undefined && named.pictures.length > 0) return false;
  if (cache !== undefined && !await cache.remove(key)) {
    throw new CacheNotErased(`Cannot erase ${JSON.stringify(key)} from the disk cache`);
  }
  return true;
}
