import { parseObjectKey } from "../domain/mod.ts";
import { sha256Hex } from "./digest.ts";

/** Refuses a key that these bytes do not make. So an object is never overwritten with other bytes. */
export function assertPutable(key: string, bytes: Uint8Array, sha256: string): void {
  const actual = sha256Hex(bytes);
  const parts = parseObjectKey(key);
  if (parts === undefined) {
    throw new RangeError(`Cannot put ${JSON.stringify(key)}: it is not an object key`);
  }
  if (actual !== sha256 || !sha256.startsWith(parts.hashPrefix)) {
    throw new RangeError(
      `Cannot put ${JSON.stringify(key)}: its bytes hash to ${actual}, ${sha256} was announced`,
    );
  }
}
