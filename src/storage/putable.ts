import { parseObjectKey } from "../domain/mod.ts";
import { sha256Hex } from "./digest.ts";
import type { PutOptions } from "./object_store.ts";
import { isSafeKey } from "./safe_key.ts";

/**
 * Refuses a key that these bytes do not make. So an object is never overwritten with other bytes. The key of an older shop
 * tells nothing about the bytes: only their hash is compared then.
 */
export function assertPutable(
  key: string,
  bytes: Uint8Array,
  { sha256, isOlder = false }: Pick<PutOptions, "sha256" | "isOlder">,
): void {
  const actual = sha256Hex(bytes);
  const parts = parseObjectKey(key);
  if (isOlder ? !isSafeKey(key) : parts === undefined) {
    throw new RangeError(`Cannot put ${JSON.stringify(key)}: it is not an object key`);
  }
  const isOfKey = isOlder || parts !== undefined && sha256.startsWith(parts.hashPrefix);
  if (actual !== sha256 || !isOfKey) {
    throw new RangeError(
      `Cannot put ${JSON.stringify(key)}: its bytes hash to ${actual}, ${sha256} was announced`,
    );
  }
}
