import { parseObjectKey } from "../domain/mod.ts";
import {
  type CurrentPicture,
  findNamedObject,
  listNamedObjects,
  type NamedObject,
  summarizeNamedObjects,
} from "../event_log/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { ObjectCorrupt, type ObjectStore, sha256Hex, type StoredObject } from "../storage/mod.ts";
import { type Joined, mergeByKey } from "./merge.ts";

/** Below this prefix everything is ours: what no event names is an orphan. Elsewhere it is none of our business. */
export const OWN_PREFIX = "products/";

/** Pictures whose object is not there, or is not what was stored. */
export interface LostPicture {
  /** `altered`: by its size, or by its hash alone. */
  readonly kind: "missing" | "altered";
  /** The object's. */
  readonly key: string;
  /** What the log says that it is. */
  readonly pictures: readonly CurrentPicture[];
  /** What is wrong, in words. */
  readonly detail: string;
}

/** An object that is no picture. */
export interface SpareObject {
  /** `orphaned`: no event ever named it; `superseded`: an event did. */
  readonly kind: "orphaned" | "superseded";
  /** The object's. */
  readonly key: string;
  /** Length of the object. */
  readonly sizeBytes: number;
  /** Since when it has been spare for certain: when it was put, or the last picture that it was ended. */
  readonly since: Date;
}

/** What reconcile reports. */
export type Finding = LostPicture | SpareObject;

/** One key that was compared. */
export interface Compared {
  /** The object, as it is listed. */
  readonly object: StoredObject | undefined;
  /** Whether an event names it. */
  readonly named: boolean;
  /** How many pictures it is now. */
  readonly pictures: number;
  /** What is wrong with it. `recent`: no event names it, but an upload comes before its event. */
  readonly finding: Finding | "recent" | undefined;
}

/** What is compared. */
export interface CompareDeps {
  /** PostgreSQL. */
  readonly db: Database;
  /** B2. */
  readonly store: ObjectStore;
}

/** How it is compared. */
export interface CompareOptions {
  /** Downloads and hashes every object that is a picture now; without it, only those that look wrong. */
  readonly deep: boolean;
  /** What was put after this instant is no orphan yet. */
  readonly cutoff: Date;
  /** Keys in one request and in one statement; 1000 if absent. */
  readonly pageSize?: number | undefined;
}

/** How many keys the log names, and {@link compare} therefore goes through at least. */
export async function countNamed({ db }: Pick<CompareDeps, "db">): Promise<number> {
  return (await summarizeNamedObjects(db, OWN_PREFIX)).objects;
}

/**
 * Compares B2's listing with the log, page by page. Both move on meanwhile, so nothing is found that a second look at
 * the log, and for a lost picture at the object itself, does not confirm: an upload comes before its event, so that what
 * the log names is there to be seen by whoever looks afterwards.
 */
export async function* compare(
  deps: CompareDeps,
  options: CompareOptions,
): AsyncGenerator<Compared, void> {
  const page = options.pageSize === undefined ? {} : { pageSize: options.pageSize };
  // Adopted rows may point anywhere in the bucket.
  const { outside } = await summarizeNamedObjects(deps.db, OWN_PREFIX);
  const listed = deps.store.list(outside ? "" : OWN_PREFIX, page);
  const named = listNamedObjects(deps.db, page);
  for await (const joined of mergeByKey(listed, named)) {
    yield {
      object: joined.left,
      named: joined.right !== undefined,
      pictures: joined.right?.pictures.length ?? 0,
      finding: await judge(deps, options, joined),
    };
  }
}

async function judge(
  deps: CompareDeps,
  options: CompareOptions,
  { left: object, right: named }: Joined<StoredObject, NamedObject>,
): Promise<Finding | "recent" | undefined> {
  if (named !== undefined && named.pictures.length > 0) {
    const looksRight = object !== undefined && !options.deep && isPlausible(object, named);
    return looksRight ? undefined : await lookAtPicture(deps, named.key);
  }
  if (object === undefined) return undefined;
  if (named !== undefined) return await lookAtSpare(deps, object, "superseded");
  if (!object.key.startsWith(OWN_PREFIX)) return undefined;
  if (object.lastModified > options.cutoff) return "recent";
  return await lookAtSpare(deps, object, "orphaned");
}

/** What a listing can tell: the size; whether one put wrote it; whether the key is of the bytes that the log names. */
function isPlausible(object: StoredObject, { key, pictures }: NamedObject): boolean {
  const prefix = parseObjectKey(key)?.hashPrefix;
  return /^[0-9a-f]{32}$/.test(object.etag) &&
    pictures.every(({ sizeBytes, sha256 }) =>
      sizeBytes === object.sizeBytes && (prefix === undefined || sha256.startsWith(prefix))
    );
}

/** Downloads what should be a picture. */
async function lookAtPicture(
  { db, store }: CompareDeps,
  key: string,
): Promise<LostPicture | undefined> {
  const { pictures = [] } = await findNamedObject(db, key) ?? {};
  if (pictures.length === 0) return undefined;
  try {
    const bytes = await store.get(key);
    if (bytes === undefined) return { kind: "missing", key, pictures, detail: "no such object" };
    const sha256 = sha256Hex(bytes);
    const wrong = pictures.filter((picture) => picture.sha256 !== sha256);
    if (wrong.length === 0) return undefined;
    const stored = `${wrong[0]!.sizeBytes} bytes of sha256 ${wrong[0]!.sha256.slice(0, 16)}…`;
    const detail = `${bytes.length} bytes of sha256 ${sha256.slice(0, 16)}…, stored were ${stored}`;
    return { kind: "altered", key, pictures: wrong, detail };
  } catch (error) {
    if (!(error instanceof ObjectCorrupt)) throw error;
    return { kind: "altered", key, pictures, detail: error.message };
  }
}

async function lookAtSpare(
  { db }: CompareDeps,
  { key, sizeBytes, lastModified }: StoredObject,
  kind: SpareObject["kind"],
): Promise<SpareObject | undefined> {
  const named = await findNamedObject(db, key);
  if (named === undefined) return { kind, key, sizeBytes, since: lastModified };
  if (named.endedAt === null || kind === "orphaned") return undefined;
  const since = named.endedAt > lastModified ? named.endedAt : lastModified;
  return { kind, key, sizeBytes, since };
}
