import { createHash } from "node:crypto";
import { KEY_HASH_LENGTH, parseObjectKey } from "../domain/mod.ts";
import { sha256Hex } from "../std/mod.ts";

export { sha256Hex };

/** MD5 of bytes: S3's check of a body on its way. It is no protection against attackers. */
export function md5(bytes: Uint8Array): { base64: string; hex: string } {
  const digest = createHash("md5").update(bytes).digest();
  return { base64: digest.toString("base64"), hex: digest.toString("hex") };
}

/** Whether the hash in a key is that of these bytes; undefined for a key without one. */
export function keyMatches(key: string, bytes: Uint8Array): boolean | undefined {
  const parts = parseObjectKey(key);
  return parts && sha256Hex(bytes).slice(0, KEY_HASH_LENGTH) === parts.hashPrefix;
}
