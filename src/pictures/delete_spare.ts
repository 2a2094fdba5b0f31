import { findNamedObject } from "../event_log/mod.ts";
import { isSafeKey, listVersions } from "../storage/mod.ts";
import type { ComparedParts, SpareObject } from "./compare.ts";

/** What became of a spare object that was to be deleted. */
export type Deleted =
  | "deleted"
  | "named_meanwhile"
  | "recent"
  | "gone"
  /** Its address leads elsewhere: only an operator can delete it, at Backblaze. */
  | "odd_key";

/**
 * Deletes a spare object, version by version: those that were there when this was called, and none that is put
 * meanwhile. The oldest is deleted first, so that no older version becomes visible again. The log is asked before each.
 *
 * In a store without versions, an upload of the same bytes between the question and the deletion would be lost.
 */
export async function deleteSpare(
  parts: ComparedParts,
  spare: SpareObject,
  cutoff: Date,
): Promise<Deleted> {
  if (!isSafeKey(spare.key)) return "odd_key";
  const versions = await listVersions(parts.store, spare.key);
  if (versions.length === 0) return "gone";
  const isRecent = versions.some(({ lastModified }) => lastModified > cutoff);
  if (isRecent && !spare.erased) return "recent";
  for (const { versionId } of versions.toReversed()) {
    if (await isNamed(parts, spare)) return "named_meanwhile";
    await parts.store.delete(spare.key, { versionId });
  }
  return "deleted";
}

/** Whether an event has named an orphaned object meanwhile, or a superseded one is a picture again. */
async function isNamed({ db }: ComparedParts, { kind, key }: SpareObject): Promise<boolean> {
  const named = await findNamedObject(db, key);
  return kind === "orphaned" ? named !== undefined : (named?.pictures.length ?? 0) > 0;
}
