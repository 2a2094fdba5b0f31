import { ObjectCorrupt, type ObjectStore } from "../storage/mod.ts";

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
