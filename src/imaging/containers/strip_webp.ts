import type { Orientation } from "../image_header.ts";
import { joinPieces, viewOf } from "./container.ts";
import { orientationExif } from "./exif.ts";

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
/** The parts of a still picture, and its colour profile (developers.google.com/speed/webp/docs/riff_container, read 2026-11). */
const KEPT = new Set(["VP8X", "ICCP", "ALPH", "VP8 ", "VP8L"]);
const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;

/**
 * The same WebP without metadata: only the chunks of its picture, and a colour profile. Undefined if they do not join, and
 * for an animation of one frame, which may hold anything in its frame.
 */
export function stripWebp(
  bytes: Uint8Array,
  orientation: Orientation,
): Uint8Array<ArrayBuffer> | undefined {
  const view = viewOf(bytes);
  const fileEnd = 8 + view.getUint32(4, true);
  const pieces: Uint8Array[] = [bytes.slice(0, RIFF_HEADER_BYTES)];
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= fileEnd;) {
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    const end = at + CHUNK_HEADER_BYTES + size + (size & 1);
    if (end > bytes.length || type === "ANMF") return undefined;
    const chunk = bytes.subarray(at, end);
    if (type === "VP8X") pieces.push(withFlags(chunk, orientation));
    else if (KEPT.has(type)) pieces.push(chunk);
    at = end;
  }
  if (orientation !== 1) pieces.push(exifChunk(orientation));
  const stripped = joinPieces(pieces);
  viewOf(stripped).setUint32(4, stripped.length - 8, true);
  return stripped;
}

/** The header of an extended file. It says which metadata follow. */
function withFlags(chunk: Uint8Array, orientation: Orientation): Uint8Array {
  const made = chunk.slice();
  const flags = (made[CHUNK_HEADER_BYTES] ?? 0) & ~(EXIF_FLAG | XMP_FLAG);
  made[CHUNK_HEADER_BYTES] = orientation === 1 ? flags : flags | EXIF_FLAG;
  return made;
}

function exifChunk(orientation: Orientation): Uint8Array {
  const exif = orientationExif(orientation);
  const header = new Uint8Array(CHUNK_HEADER_BYTES);
  header.set(new TextEncoder().encode("EXIF"));
  viewOf(header).setUint32(4, exif.length, true);
  return joinPieces([header, exif]);
}
