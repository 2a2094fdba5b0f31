import type { Orientation } from "../image_header.ts";
import { type ContainerFacts, hasText, viewOf } from "./container.ts";
import { exifOrientation } from "./exif.ts";

const RIFF_HEADER_BYTES = 12;
const ANIMATION_FLAG = 0x02;
/** The header of the first chunk, and ten bytes of it. */
const HEAD_BYTES = RIFF_HEADER_BYTES + 8 + 10;

/**
 * Reads the chunks up to the end that the RIFF header gives. Undefined if they do not join. A file is animated if
 * `VP8X` says so, or if it has a chunk `ANIM` or `ANMF`, unless it has one frame (developers.google.com/speed/webp/docs/riff_container, read
 * 2026-09).
 */
export function readWebp(bytes: Uint8Array): ContainerFacts | undefined {
  const view = viewOf(bytes);
  const fileEnd = bytes.length < RIFF_HEADER_BYTES ? 0 : 8 + view.getUint32(4, true);
  if (fileEnd > bytes.length) return undefined;
  let orientation: Orientation | undefined;
  let animated = false;
  let frames = 0;
  for (let at = RIFF_HEADER_BYTES; at + 8 <= fileEnd;) {
    const [start, size] = [at + 8, view.getUint32(at + 4, true)];
    if (start + size > fileEnd) return undefined;
    if (hasText(bytes, at, "VP8X")) animated ||= ((bytes[start] ?? 0) & ANIMATION_FLAG) !== 0;
    if (hasText(bytes, at, "ANMF")) frames++;
    if (hasText(bytes, at, "ANIM") || frames > 0) animated = true;
    if (hasText(bytes, at, "EXIF")) {
      orientation ??= exifOrientation(bytes.subarray(start, start + size));
    }
    at = start + size + (size & 1);
  }
  animated &&= frames !== 1;
  return { orientation: orientation ?? 1, animated, profiled: false, headBytes: HEAD_BYTES };
}
