import { crc32 } from "node:zlib";
import { hasText, joinPieces, viewOf } from "./container.ts";

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around the data of a chunk. */
const FRAME_BYTES = 12;
/** `IEND` with its checksum. */
const IEND = Uint8Array.fromHex("0000000049454e44ae426082");
/** In the first letter of a chunk's type: the picture can be shown without it (PNG third edition, 5.4). */
const ANCILLARY = 0x20;

/**
 * Mends what viewers ignore in a PNG: ancillary chunks with a wrong checksum are left out, and a missing end is added
 * after the last chunk with pixels. Decoding finds out whether all pixels are there. Returns the same bytes if there is
 * nothing to mend, or if the chunks do not join.
 */
export function mendPng(bytes: Uint8Array): Uint8Array {
  const view = viewOf(bytes);
  const pieces: Uint8Array[] = [];
  let kept = 0;
  let hasPixels = false;
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length;) {
    const end = at + FRAME_BYTES + view.getUint32(at);
    if (end > bytes.length) return bytes;
    if (hasText(bytes, at + 4, "IEND")) {
      return kept === 0 ? bytes : joinPieces([...pieces, bytes.subarray(kept)]);
    }
    hasPixels ||= hasText(bytes, at + 4, "IDAT");
    const isAncillary = (bytes[at + 4]! & ANCILLARY) !== 0;
    if (isAncillary && crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      pieces.push(bytes.subarray(kept, at));
      kept = end;
    }
    at = end;
    if (at === bytes.length && hasPixels) {
      return joinPieces([...pieces, bytes.subarray(kept), IEND]);
    }
  }
  return bytes;
}
