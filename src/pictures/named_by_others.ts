import { keyPrefix } from "../domain/mod.ts";
import { idInBucket, keysOfUrls, listVersions, readVersionAddress } from "../storage/mod.ts";
import { valuesIn } from "./column_value.ts";
import type { ObjectParts } from "./erase_object.ts";
import { listUrlsOfOthers } from "./product_row.ts";

/** What columns of other products name. */
export interface NamedByOthers {
  readonly keys: ReadonlySet<string>;
  /** Versions that Backblaze's native addresses name. */
  readonly fileIds: ReadonlySet<string>;
}

/** Which of these objects, and which of their versions, columns of another product name; no event may name them. */
export async function namedByOthers(
  parts: ObjectParts,
  productId: string,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<NamedByOthers> {
  const { db, bucketUrls } = parts;
  const listed = await listOlderShops(parts, productId, keys, signal);
  const ids = [...listed.values()].flat();
  const urls = (await listUrlsOfOthers(db, productId, [...keys, ...ids])).flatMap(valuesIn);
  const named = urls.map((url) => ({ url, fileId: readVersionAddress(url)?.fileId }));
  const keysOf = (url: string) => keysOfUrls(bucketUrls, [url]);
  return {
    // An address of an older version says nothing about the newest one, which the key gives.
    keys: new Set(named.flatMap(({ url, fileId }) =>
      keysOf(url).filter((key) => {
        const versions = listed.get(key);
        return fileId === undefined || versions === undefined || versions[0] === fileId;
      })
    )),
    fileIds: new Set(named.flatMap(({ fileId }) => fileId ?? [])),
  };
}

/**
 * The ids of the versions of those objects that an older shop has put, the newest first. Nobody names one in the folder of a
 * product by its file id.
 */
async function listOlderShops(
  { store, bucketUrls }: ObjectParts,
  productId: string,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = new Map<string, readonly string[]>();
  if (!bucketUrls.fileIds.isUseful) return ids;
  for (const key of keys.filter((each) => !each.startsWith(keyPrefix(productId)))) {
    const versions = await listVersions(store, key, { signal });
    const named = versions.flatMap(({ versionId }) => versionId ?? []);
    ids.set(key, named.map(idInBucket));
  }
  return ids;
}
