import type { CallOptions, ObjectStore } from "./object_store.ts";

/** One body of an object, as it is deleted; without versions there is one, and it has no id. */
export interface ObjectBody {
  /** What `DeleteOptions.versionId` names; undefined where the store keeps no versions. */
  readonly versionId?: string;
  /** When it was put. */
  readonly lastModified: Date;
}

/**
 * Every body that a store keeps of one object, the newest first. Where there is none, nothing must be deleted: a deletion
 * without a version would leave a marker in B2.
 */
export async function listBodies(
  store: ObjectStore,
  key: string,
  options: CallOptions = {},
): Promise<readonly ObjectBody[]> {
  const versions = await store.versions(key, options);
  if (versions.length > 0) return versions;
  for await (const object of store.list(key, { ...options, pageSize: 1 })) {
    return object.key === key ? [object] : [];
  }
  return [];
}

/** Deletes every body of an object; returns how many there were. It can be repeated. */
export async function deleteBodies(
  store: ObjectStore,
  key: string,
  options: CallOptions = {},
): Promise<number> {
  const bodies = await listBodies(store, key, options);
  // The oldest first, so that none comes to light again.
  for (const { versionId } of bodies.toReversed()) {
    await store.delete(key, { ...options, versionId });
  }
  return bodies.length;
}
