import { type GetOptions, ObjectCorrupt, type ObjectStore } from "../storage/mod.ts";

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

/** The first of these objects that is in the bucket. */
export async function getFirst(
  store: Pick<ObjectStore, "get">,
  keys: readonly string[],
  options?: GetOptions,
): Promise<{ readonly key: string; readonly bytes: Uint8Array<ArrayBuffer> } | undefined> {
  for (const key of keys) {
    const bytes = await store.get(key, options);
    if (bytes !== undefined) return { key, bytes };
  }
  return undefined;
}
