/**
 * Ids of versions in two buckets. An id of the first bucket stays as it is, so that whoever knows it finds its version.
 * @module
 */
import type { CallOptions, ObjectStore, ObjectVersion } from "./object_store.ts";
import { listVersions } from "./object_versions.ts";

/** One of the two buckets. */
export type Side = "main" | "mirror";

/** What is to be deleted in a bucket: a version, or the object of a store without versions. */
export interface Deletion {
  readonly side: Side;
  readonly versionId: string | undefined;
}

/** All versions of an object in a bucket, with ids that name the bucket where that is needed. */
export async function versionsOf(
  store: Pick<ObjectStore, "versions" | "list">,
  side: Side,
  key: string,
  options: CallOptions,
): Promise<ObjectVersion[]> {
  const versions = await listVersions(store, key, options);
  return versions.map(({ versionId, sizeBytes, lastModified }) => ({
    versionId: side === "main" && versionId !== undefined
      ? versionId
      : `${side}:${versionId ?? ""}`,
    sizeBytes,
    lastModified,
  }));
}

/** The id of what one put has made in both buckets. A store without versions gives none. */
export function idOfBoth(main: string | undefined, mirror: string | undefined): string | undefined {
  if (mirror === undefined) return main;
  return `both:${main ?? ""} ${mirror}`;
}

/** What to delete for an id. Without an id, the object in both buckets. */
export function deletionsOf(id: string | undefined): readonly Deletion[] {
  if (id === undefined) {
    return [{ side: "main", versionId: undefined }, { side: "mirror", versionId: undefined }];
  }
  const [, ofMain, ofMirror] = /^both:(\S*) (\S*)$/.exec(id) ?? [];
  // Where a store keeps no versions, another process may have put the same object: it stays.
  if (ofMirror !== undefined) {
    const both: Deletion[] = [
      { side: "main", versionId: ofMain },
      { side: "mirror", versionId: ofMirror },
    ];
    return both.filter(({ versionId }) => versionId !== "");
  }
  const [, side, versionId] = /^(main|mirror):(.*)$/s.exec(id) ?? [];
  if (side === undefined) return [{ side: "main", versionId: id }];
  return [{ side: side as Side, versionId: versionId === "" ? undefined : versionId }];
}
