import { parseObjectKey } from "../domain/mod.ts";
import {
  type CurrentPicture,
  findNamedObject,
  listNamedObjects,
  type NamedObject,
  summarizeNamedObjects,
} from "../event_log/mod.ts";
import { isFolderMark, ObjectCorrupt, sha256Hex, type StoredObject } from "../storage/mod.ts";
import { isOfDeletedProduct } from "./cache_picture.ts";
import { type Joined, mergeByKey } from "./merge.ts";
import { getFirst } from "./intact.ts";
import type { PictureParts } from "./parts.ts";
import { listRowPictures, type RowPicture, RowPictures } from "./row_pictures.ts";

/**
 * Everything with this prefix is ours, so an object that no event names is an orphan. Others' objects are left alone.
 */
export const OWN_PREFIX = "products/";

/** Pictures whose object is missing, or has other bytes than were stored. */
export interface LostPicture {
  readonly kind: "missing" | "altered";
  readonly key: string;
  /** The pictures that the object is, by the log. None: only an older shop's row names it. */
  readonly pictures: readonly CurrentPicture[];
  /** What is wrong, in words. */
  readonly detail: string;
}

/** An object that is no picture of a product. */
export interface SpareObject {
  /** `orphaned`: no event ever named it. `superseded`: an event did, but its picture has ended. */
  readonly kind: "orphaned" | "superseded";
  readonly key: string;
  readonly sizeBytes: number;
  /** It has certainly been spare since then: when it was put, or when its last picture ended. */
  readonly since: Date;
  /** Its product was deleted for good: nothing of it may stay, and no grace period applies. */
  readonly erased: boolean;
}

/** What reconcile reports. */
export type Finding = LostPicture | SpareObject;

/** One key that was compared. */
export interface Compared {
  /** As B2 lists it. */
  readonly object: StoredObject | undefined;
  /** Whether an event names it. */
  readonly named: boolean;
  /** How many pictures it is now, by the log and by rows that no event speaks of. */
  readonly pictures: number;
  /** What is wrong with it. `recent`: no event names it yet, and an upload comes before its event. */
  readonly finding: Finding | "recent" | undefined;
}

/** The parts that are compared. */
export type ComparedParts = Pick<PictureParts, "db" | "store" | "bucketUrls">;

/** How they are compared. */
export interface CompareOptions {
  /** Downloads and hashes every object that is a picture now. Otherwise only those that look wrong in the listing. */
  readonly deep: boolean;
  /** An object that was put later is no orphan yet. */
  readonly cutoff: Date;
  /** Keys in one request and in one statement; 1000 if absent. */
  readonly pageSize?: number | undefined;
}

/** How many keys the log names. {@link compare} goes through these at least. */
export async function countNamed({ db }: Pick<ComparedParts, "db">): Promise<number> {
  return (await summarizeNamedObjects(db, OWN_PREFIX)).objects;
}

/**
 * Compares B2's listing with the log, page by page. Both change meanwhile. So a finding is confirmed by a second look
 * at the log, and for a lost picture at the object. This is enough because an upload comes before its event: once the
 * log names an object, it must be there.
 */
export async function* compare(
  parts: ComparedParts,
  options: CompareOptions,
): AsyncGenerator<Compared, void> {
  const page = options.pageSize === undefined ? {} : { pageSize: options.pageSize };
  const rows = new RowPictures(await listRowPictures(parts));
  // A row of an older shop may name an object anywhere in the bucket, and so may the event that adopted it.
  const { outside } = await summarizeNamedObjects(parts.db, OWN_PREFIX);
  const isAnywhere = outside || rows.isOutside(OWN_PREFIX);
  const listed = parts.store.list(isAnywhere ? "" : OWN_PREFIX, page);
  const named = listNamedObjects(parts.db, page);
  for await (const joined of mergeByKey(listed, named)) {
    const ofLog = joined.right?.pictures.length ?? 0;
    const ofRows = joined.left === undefined ? 0 : rows.find(joined.left.key);
    // What a row shows is not spare.
    const isOfRow = ofLog === 0 && rows.has(joined.key);
    yield {
      object: joined.left,
      named: joined.right !== undefined,
      pictures: ofLog + ofRows,
      finding: isOfRow ? undefined : await judge(parts, options, joined),
    };
  }
  for (const row of rows.missing) {
    const finding = await lookAtRow(parts, row);
    yield { object: undefined, named: false, pictures: 1, finding };
  }
}

/** Looks again for the object that a row names. */
async function lookAtRow(
  parts: ComparedParts,
  { productId, imageType }: RowPicture,
): Promise<LostPicture | undefined> {
  const row = (await listRowPictures(parts, productId)).find((each) =>
    each.imageType === imageType
  );
  if (row === undefined || await getFirst(parts, row) !== undefined) return undefined;
  const what = row.versionId === undefined ? "object" : "version";
  const detail = `no such ${what}; the row of ${productId} names it as its ${imageType}`;
  return { kind: "missing", key: row.keys[0]!, pictures: [], detail };
}

async function judge(
  parts: ComparedParts,
  options: CompareOptions,
  { left: object, right: named }: Joined<StoredObject, NamedObject>,
): Promise<Finding | "recent" | undefined> {
  if (named !== undefined && named.pictures.length > 0) {
    const looksRight = object !== undefined && !options.deep && isPlausible(object, named);
    return looksRight ? undefined : await lookAtPicture(parts, named.key);
  }
  if (object === undefined || isFolderMark(object)) return undefined;
  if (named !== undefined) return await lookAtSpare(parts, object, "superseded");
  if (!object.key.startsWith(OWN_PREFIX)) return undefined;
  const isNew = object.lastModified > options.cutoff;
  if (isNew && !await isOfDeletedProduct(parts.db, object.key)) return "recent";
  return await lookAtSpare(parts, object, "orphaned");
}

/** Whether the listing fits the log: the size, the hash in the key, and that the object was put in one piece. */
export function isPlausible(object: StoredObject, { key, pictures }: NamedObject): boolean {
  const prefix = parseObjectKey(key)?.hashPrefix;
  return /^[0-9a-f]{32}$/.test(object.etag) &&
    pictures.every(({ sizeBytes, sha256 }) =>
      sizeBytes === object.sizeBytes && (prefix === undefined || sha256.startsWith(prefix))
    );
}

/** Downloads an object that should be a picture, and hashes it. Undefined if all is well, or if it is no picture now. */
export async function lookAtPicture(
  { db, store }: ComparedParts,
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

/** Looks once more whether an object is spare. Undefined if it is not: an event has named it meanwhile. */
export async function lookAtSpare(
  { db }: ComparedParts,
  { key, sizeBytes, lastModified }: StoredObject,
  kind: SpareObject["kind"],
): Promise<SpareObject | undefined> {
  const named = await findNamedObject(db, key);
  if (named !== undefined && (named.endedAt === null || kind === "orphaned")) return undefined;
  const endedAt = named?.endedAt ?? lastModified;
  const since = endedAt > lastModified ? endedAt : lastModified;
  return { kind, key, sizeBytes, since, erased: await isOfDeletedProduct(db, key) };
}
