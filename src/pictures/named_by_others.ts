import { keyPrefix } from "../domain/mod.ts";
import { keysOfUrls, listVersions, readFileAddress } from "../storage/mod.ts";
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
  const ids = await versionsOf(parts, productId, keys, signal);
  const urls = (await listUrlsOfOthers(db, productId, [...keys, ...ids])).flatMap(valuesIn);
  return {
    keys: new Set(keysOfUrls(bucketUrls, urls)),
    fileIds: new Set(urls.flatMap((url) => readFileAddress(url)?.fileId ?? [])),
  };
}

/** The versions of the objects that an older shop has put. Nobody names one in the folder of a product by its file id. */
async function versionsOf(
  { store, bucketUrls }: ObjectParts,
  productId: string,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (!bucketUrls.fileIds.isUseful) return [];
  const ids: string[] = [];
  for (const key of keys.filter((each) => !each.startsWith(keyPrefix(productId)))) {
    const versions = await listVersions(store, key, { signal });
    ids.push(...versions.flatMap(({ versionId }) => versionId ?? []));
  }
  return ids;
}
