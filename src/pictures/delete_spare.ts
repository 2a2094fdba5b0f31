import { findNamedObject } from "../event_log/mod.ts";
import { listVersions } from "../storage/mod.ts";
import type { CompareDeps, SpareObject } from "./compare.ts";

/** What became of a spare object that was to be deleted, and why it was kept. */
export type Deleted = "deleted" | "named_meanwhile" | "recent" | "gone";

/**
 * Deletes a spare object: each version that was there when this was called, and none that is put meanwhile, by its id;
 * the oldest first, so that none comes to light again. The log is asked just before each.
 *
 * Where a store keeps no versions, an upload of the very same bytes between the question and the deletion would be lost.
 */
export async function deleteSpare(
  deps: CompareDeps,
  spare: SpareObject,
  cutoff: Date,
): Promise<Deleted> {
  const versions = await listVersions(deps.store, spare.key);
  if (versions.length === 0) return "gone";
  if (versions.some(({ lastModified }) => lastModified > cutoff)) return "recent";
  for (const { versionId } of versions.toReversed()) {
    if (await isNamed(deps, spare)) return "named_meanwhile";
    await deps.store.delete(spare.key, { versionId });
  }
  return "deleted";
}

/** What no event named must not be named now; what one named must be no picture. */
async function isNamed({ db }: CompareDeps, { kind, key }: SpareObject): Promise<boolean> {
  const named = await findNamedObject(db, key);
  return kind === "orphaned" ? named !== undefined : (named?.pictures.length ?? 0) > 0;
}
