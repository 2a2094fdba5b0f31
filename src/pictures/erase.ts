import { keyPrefix } from "../domain/mod.ts";
import { VitrineError } from "../errors.ts";
import { listObjectKeys, loadImages } from "../event_log/mod.ts";
import { type FileAddress, isFolderMark, isSafeKey } from "../storage/mod.ts";
import { eraseFiles } from "./erase_files.ts";
import { eraseObject, type ObjectParts } from "./erase_object.ts";
import { findMentionedByOthers } from "./mentions.ts";
import { namedByOthers } from "./named_by_others.ts";
import type { PictureParts } from "./parts.ts";

/** The parts that erasing needs. */
export type ErasingParts = Pick<PictureParts, "db" | "store" | "bucketUrls" | "cache">;

/** A product that was deleted for good, whose objects and cached files are to be removed. */
export interface EraseProductJob {
  readonly productId: string;
  /** The objects that its columns named. No event may name them. Jobs of older releases have none. */
  readonly keys?: readonly string[] | undefined;
  /** The files that its columns named by Backblaze's native addresses. */
  readonly files?: readonly FileAddress[] | undefined;
  /** The hosts of other places where its columns named a picture. Nobody but an operator can erase what is there. */
  readonly elsewhere?: readonly string[] | undefined;
}

/** How an erasing ended. */
export type EraseProductOutcome =
  /**
   * How many versions of objects this attempt removed. `elsewhere`: hosts of files that are not of our bucket. `oddKeys`: objects
   * whose address leads elsewhere; only an operator can delete them, at Backblaze.
   */
  | {
    readonly versions: number;
    readonly elsewhere?: readonly string[];
    readonly oddKeys?: readonly string[];
  }
  | { readonly needless: "not_deleted" };

/** A picture of the product was still being stored: erasing must be repeated. */
export class PictureOnItsWay extends VitrineError {
  /** Stored and logged. */
  readonly code = "picture_on_its_way";
}

/**
 * Erases everything of a deleted product that lies outside of the database. Each step can be repeated.
 *
 * Storing a picture puts it before it learns that the product is gone. So erasing is complete only if no storing was
 * running before it looked into B2; no new one can begin. `endStoring` deletes the jobs that store the product's
 * pictures, and returns how many of them are running.
 *
 * @throws {PictureOnItsWay} after it has erased what is there by now.
 * @throws what made B2 or PostgreSQL fail: it is to be tried again.
 */
export async function eraseProduct(
  parts: ErasingParts,
  { productId, keys = [], files = [] }: EraseProductJob,
  endStoring: (productId: string) => Promise<number>,
  signal?: AbortSignal,
): Promise<EraseProductOutcome> {
  const { deleted } = await loadImages(parts.db, productId);
  if (!deleted) return { needless: "not_deleted" };
  const running = await endStoring(productId);
  const objects = [...keys, ...await listObjects(parts, productId, signal)];
  const ofFiles = await eraseFiles(parts, productId, files, signal);
  const versions = ofFiles.versions + await eraseObjects(parts, productId, objects, signal);
  const oddKeys = objects.filter((key) => !isSafeKey(key));
  if (running === 0) return { ...ofFiles, versions, ...(oddKeys.length > 0 && { oddKeys }) };
  throw new PictureOnItsWay(`A picture of ${productId} is still being stored`);
}

/**
 * All objects of a product: those that its events ever named, and those under its own prefix. The last may have no event:
 * they were put while the product was deleted.
 */
async function listObjects(
  { db, store }: ErasingParts,
  productId: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const listed = await Array.fromAsync(
    store.list(keyPrefix(productId), { signal, everywhere: true }),
  );
  const own = listed.filter((object) => !isFolderMark(object));
  return [...await listObjectKeys(db, productId), ...own.map(({ key }) => key)];
}

/**
 * Removes every version of these objects of a product from B2, and their files from the disk cache. An object that is a
 * picture of another product now stays: an older shop used one object for several rows. So does one whose address leads
 * elsewhere. Returns how many versions were removed.
 *
 * @throws what made B2 or PostgreSQL fail; a further call goes on where it ended.
 */
export async function eraseObjects(
  parts: ObjectParts,
  productId: string,
  objects: readonly string[],
  signal?: AbortSignal,
): Promise<number> {
  const keys = [...new Set(objects)].filter(isSafeKey);
  const ofOthers = await namedByOthers(parts, productId, keys, signal);
  // Only an older shop's objects lie elsewhere, and only its own columns name them.
  const older = keys.filter((key) => !key.startsWith(keyPrefix(productId)));
  const mentioned = await findMentionedByOthers(parts, productId, older);
  let versions = 0;
  for (const key of keys) {
    if (ofOthers.keys.has(key) || mentioned.has(key)) continue;
    versions += await eraseObject(parts, key, { keep: ofOthers.fileIds, signal });
  }
  return versions;
}
