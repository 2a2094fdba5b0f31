import { createHash } from "node:crypto";

/** SHA-256 of bytes, or of the UTF-8 of a text: 64 hexadecimal digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}
