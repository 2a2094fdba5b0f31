import type { CallOptions, ObjectStore } from "./object_store.ts";

/** One version of an object. A store that keeps no versions has one without an id. */
export interface StoredVersion {
  /** The value for `DeleteOptions.versionId`; undefined where the store keeps no versions. */
  readonly versionId?: string;
  readonly sizeBytes: number;
  /** When it was put. */
  readonly lastModified: Date;
}

/**
 * Every version that a store keeps of one object, the newest first. Where there is none, nothing must be deleted: in B2
 * a deletion without a version leaves a marker, and the bytes.
 */
export async function listVersions(
  store: Pick<ObjectStore, "versions" | "list">,
  key: string,
  options: CallOptions = {},
): Promise<readonly StoredVersion[]> {
  const versions = await store.versions(key, options);
  if (versions.length > 0) return versions;
  for await (const object of store.list(key, { ...options, pageSize: 1 })) {
    if (object.key !== key) return [];
    // It may have been put since the first question.
    const put = await store.versions(key, options);
    return put.length > 0 ? put : [object];
  }
  return [];
}

/** The id that the bucket itself gives to a version. Where there are two buckets, ids of the second one have a mark before it. */
export function idInBucket(versionId: string): string {
  return versionId.replace(/^(main|mirror):/, "");
}

/** What {@link deleteVersions} accepts. */
export interface DeleteVersionsOptions extends CallOptions {
  /** The ids of versions that stay, as their bucket gives them. */
  readonly keep?: ReadonlySet<string> | undefined;
}

/** Deletes every version of an object, except those to keep; returns how many it deleted. It can be repeated. */
export async function deleteVersions(
  store: Pick<ObjectStore, "versions" | "list" | "delete">,
  key: string,
  { keep = new Set(), ...options }: DeleteVersionsOptions = {},
): Promise<number> {
  const versions = (await listVersions(store, key, options))
    .filter(({ versionId = "" }) => !keep.has(idInBucket(versionId)));
  // The oldest first: deleting the newest would make an older one visible again.
  for (const { versionId } of versions.toReversed()) {
    await store.delete(key, { ...options, versionId });
  }
  return versions.length;
}
