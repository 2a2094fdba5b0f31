import { findNamedObject } from "../event_log/mod.ts";
import { type ComparedParts, lookAtSpare, OWN_PREFIX } from "./compare.ts";
import { type Deleted, deleteSpare } from "./delete_spare.ts";
import { findMentioned } from "./mentions.ts";
import { listRowPictures, RowPictures } from "./row_pictures.ts";

/**
 * Deletes one object if it is spare now, and has been for the grace period: as a run of reconcile would.
 *
 * @throws what made B2 or PostgreSQL fail.
 */
export async function deleteOneSpare(
  parts: ComparedParts,
  key: string,
  cutoff: Date,
): Promise<Deleted> {
  if (!key.startsWith(OWN_PREFIX)) return "odd_key";
  for await (const object of parts.store.list(key)) {
    if (object.key !== key) continue;
    const named = await findNamedObject(parts.db, key);
    if (named !== undefined && named.pictures.length > 0) return "named_meanwhile";
    const kind = named === undefined ? "orphaned" : "superseded";
    const spare = await lookAtSpare(parts, object, kind);
    if (spare === undefined) return "named_meanwhile";
    if (spare.since > cutoff && !spare.erased) return "recent";
    const rows = new RowPictures(await listRowPictures(parts));
    const isOfRow = rows.has(key) || (await findMentioned(parts, [key])).has(key);
    return isOfRow ? "named_meanwhile" : await deleteSpare(parts, spare, cutoff);
  }
  return "gone";
}
