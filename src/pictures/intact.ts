import { parseObjectKey, type StoredImage } from "../domain/mod.ts";
import { madeName } from "../event_log/mod.ts";
import {
  type DiskCache,
  type GetOptions,
  ObjectCorrupt,
  type ObjectOfUrl,
  type ObjectStore,
  sha256Hex,
} from "../storage/mod.ts";
import type { PictureParts } from "./parts.ts";

/** The bytes of an object; undefined if it is not there, or if its bytes are not those that its key names. */
export async function getIntact(
  store: Pick<ObjectStore, "get">,
  key: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await store.get(key);
  } catch (error) {
    if (error instanceof ObjectCorrupt) return undefined;
    throw error;
  }
}

/** The bytes of an object of ours; undefined if B2 has lost them, or if nothing is stored. */
export async function getStored(
  store: Pick<ObjectStore, "get">,
  stored: StoredImage | null | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = stored ? await getIntact(store, stored.key) : undefined;
  return bytes && sha256Hex(bytes) === stored?.sha256 ? bytes : undefined;
}

/** The same, from the disk cache if it has it. */
export async function getCached(
  { store, cache }: { readonly store: Pick<ObjectStore, "get">; readonly cache: DiskCache },
  stored: StoredImage | null | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const cached = stored ? await cache.get(stored.key) : undefined;
  const isIntact = cached !== undefined && sha256Hex(cached) === stored?.sha256;
  return isIntact ? cached : await getStored(store, stored);
}

/** What reading an object that a row names needs. */
export interface RowObjectParts extends Pick<PictureParts, "db"> {
  readonly store: Pick<ObjectStore, "get">;
}

/** The object that a row names: of the keys that its URL may mean, the first one that is in the bucket. */
export async function getFirst(
  parts: RowObjectParts,
  { keys, versionId }: ObjectOfUrl,
  options?: GetOptions,
): Promise<{ readonly key: string; readonly bytes: Uint8Array<ArrayBuffer> } | undefined> {
  for (const key of keys) {
    const bytes = await getOfRow(parts, key, { ...options, versionId });
    if (bytes !== undefined) return { key, bytes };
  }
  return undefined;
}

/** An older shop may have names such as `products/42/cover-0123456789abcdef.jpg`. Only of ours they tell the bytes. */
async function getOfRow({ db, store }: RowObjectParts, key: string, options: GetOptions) {
  try {
    return await store.get(key, options);
  } catch (error) {
    const { hashPrefix = "" } = parseObjectKey(key) ?? {};
    if (!(error instanceof ObjectCorrupt) || await madeName(db, key, hashPrefix)) throw error;
    return await store.get(key, { ...options, isOlder: true });
  }
}
