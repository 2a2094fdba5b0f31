import { hasText, joinPieces, viewOf } from "./container.ts";

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around the data of a chunk. */
const FRAME_BYTES = 12;
/** `IEND` with its checksum. */
const IEND = Uint8Array.fromHex("0000000049454e44ae426082");

/**
 * Adds a missing end after the last chunk, if there were pixels before. Decoding finds out whether all of them are there.
 * Returns the same bytes if the end is not missing, or if the chunks do not join.
 */
export function mendPng(bytes: Uint8Array): Uint8Array {
  const view = viewOf(bytes);
  let hasPixels = false;
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length;) {
    if (hasText(bytes, at + 4, "IEND")) return bytes;
    hasPixels ||= hasText(bytes, at + 4, "IDAT");
    at += FRAME_BYTES + view.getUint32(at);
    if (at === bytes.length && hasPixels) return joinPieces([bytes, IEND]);
  }
  return bytes;
}
