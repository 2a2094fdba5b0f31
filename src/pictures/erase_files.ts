import { type FileAddress, isSafeKey } from "../storage/mod.ts";
import { eraseNewest, type ObjectParts } from "./erase_object.ts";
import { findMentionedByOthers } from "./mentions.ts";
import { namedByOthers } from "./named_by_others.ts";

/** What became of files that a product's columns named by Backblaze's native addresses. */
export interface ErasedFiles {
  readonly versions: number;
  /** The hosts of files that are not of our bucket, or that the key may not list. Absent if there are none. */
  readonly elsewhere?: readonly string[];
}

/**
 * Removes the versions that these addresses name, and no other version of their objects: an older shop may have stored many
 * pictures under one name. A version that another product names stays.
 *
 * @throws what made B2 or PostgreSQL fail; a further call goes on where it ended.
 */
export async function eraseFiles(
  parts: ObjectParts,
  productId: string,
  files: readonly FileAddress[],
  signal: AbortSignal | undefined,
): Promise<ErasedFiles> {
  const { fileIds } = parts.bucketUrls;
  // Both columns may name one file.
  const hosts = new Map(files.map(({ fileId, host }) => [fileId, host]));
  await fileIds.learn(hosts.keys(), { signal });
  const elsewhere = new Set<string>();
  let versions = 0;
  for (const [fileId, host] of hosts) {
    const version = fileIds.get(fileId);
    if (version === undefined) elsewhere.add(host);
    if (version === undefined || version === "gone" || !isSafeKey(version.key)) continue;
    const { key, isNewest } = version;
    const named = await namedByOthers(parts, productId, [key], signal);
    if (named.fileIds.has(fileId) || isNewest && named.keys.has(key)) continue;
    const mentioned = await findMentionedByOthers(parts, productId, [fileId, key]);
    if (mentioned.has(fileId) || isNewest && mentioned.has(key)) continue;
    if (!isNewest) await parts.store.delete(key, { versionId: fileId, signal });
    else if (!await eraseNewest(parts, version, signal)) continue;
    versions++;
  }
  return { versions, ...(elsewhere.size > 0 && { elsewhere: [...elsewhere] }) };
}
