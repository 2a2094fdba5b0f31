import type { Orientation } from "../image_header.ts";
import { type ContainerFacts, hasText, viewOf } from "./container.ts";
import { exifOrientation } from "./exif.ts";

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around the data of a chunk. */
const CHUNK_FRAME_BYTES = 12;
/** `IHDR` is the first chunk and has 13 bytes of data. */
const HEAD_BYTES = SIGNATURE_BYTES + CHUNK_FRAME_BYTES + 13;

/**
 * Reads the chunks up to `IEND`. Undefined if they do not join, so a file that was cut off is found without decoding
 * it. `acTL` before the first `IDAT` makes an animation, unless it has one frame; `eXIf` holds the orientation (PNG third
 * edition, 2025).
 */
export function readPng(bytes: Uint8Array): ContainerFacts | undefined {
  const view = viewOf(bytes);
  const facts = {
    orientation: 1 as Orientation,
    animated: false,
    profiled: false,
    headBytes: HEAD_BYTES,
  };
  let hasPixels = false;
  if (!hasText(bytes, SIGNATURE_BYTES + 4, "IHDR")) return undefined;
  for (let at = SIGNATURE_BYTES; at + CHUNK_FRAME_BYTES <= bytes.length;) {
    const data = at + 8;
    const end = at + CHUNK_FRAME_BYTES + view.getUint32(at);
    if (end > bytes.length) return undefined;
    if (hasText(bytes, at + 4, "IEND")) return facts;
    if (hasText(bytes, at + 4, "IDAT")) hasPixels = true;
    if (hasText(bytes, at + 4, "acTL") && !hasPixels) facts.animated ||= view.getUint32(data) !== 1;
    if (hasText(bytes, at + 4, "iCCP")) facts.profiled = true;
    if (hasText(bytes, at + 4, "eXIf")) {
      facts.orientation = exifOrientation(bytes.subarray(data, end - 4)) ?? 1;
    }
    at = end;
  }
  return undefined;
}
