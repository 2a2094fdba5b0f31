import { joinPieces, viewOf } from "./container.ts";

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
/** RIFF's own header: its name and its size. */
const SIZE_END = 8;

/**
 * Mends the size of a WebP that is larger than the file, and a missing last byte that only fills up. The chunks have
 * sizes of their own: they must join and end with the file. Returns the same bytes if there is nothing to mend.
 */
export function mendWebp(bytes: Uint8Array): Uint8Array {
  if (bytes.length < RIFF_HEADER_BYTES) return bytes;
  const view = viewOf(bytes);
  const riffSize = view.getUint32(4, true);
  // An odd size stands for the next even one.
  if (SIZE_END + riffSize + (riffSize & 1) <= bytes.length) return bytes;
  let at = RIFF_HEADER_BYTES;
  let fill = 0;
  while (at + CHUNK_HEADER_BYTES <= bytes.length) {
    const size = view.getUint32(at + 4, true);
    fill = size & 1;
    at += CHUNK_HEADER_BYTES + size + fill;
  }
  const missing = at - bytes.length;
  if (at === RIFF_HEADER_BYTES || (missing !== 0 && missing !== fill)) return bytes;
  const mended = joinPieces([bytes, new Uint8Array(missing)]);
  viewOf(mended).setUint32(4, at - SIZE_END, true);
  return mended;
}
