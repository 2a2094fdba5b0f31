import { findNamedObject } from "../postgres/mod.ts";
import type { ObjectStore } from "../storage/mod.ts";
import type { CompareDeps, SpareObject } from "./compare.ts";

/** What became of a spare object that was to be deleted, and why it was kept. */
export type Deleted = "deleted" | "named_meanwhile" | "recent" | "gone";

/** One body of an object, as it is deleted; without versions there is one, and it has no id. */
interface Body {
  readonly versionId?: string;
  readonly lastModified: Date;
}

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
  const bodies = await bodiesOf(deps.store, spare.key);
  if (bodies.length === 0) return "gone";
  if (bodies.some(({ lastModified }) => lastModified > cutoff)) return "recent";
  for (const { versionId } of bodies.toReversed()) {
    if (await isNamed(deps, spare)) return "named_meanwhile";
    await deps.store.delete(spare.key, { versionId });
  }
  return "deleted";
}

/** The newest first. */
async function bodiesOf(store: ObjectStore, key: string): Promise<readonly Body[]> {
  const versions = await store.versions(key);
  if (versions.length > 0) return versions;
  for await (const object of store.list(key, { pageSize: 1 })) {
    return object.key === key ? [object] : [];
  }
  return [];
}

/** What no event named must not be named now; what one named must be no picture. */
async function isNamed({ db }: CompareDeps, { kind, key }: SpareObject): Promise<boolean> {
  const named = await findNamedObject(db, key);
  return kind === "orphaned" ? named !== undefined : (named?.pictures.length ?? 0) > 0;
}
