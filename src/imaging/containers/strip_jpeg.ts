import type { Orientation } from "../image_header.ts";
import { hasText, joinPieces } from "./container.ts";
import { orientationExif } from "./exif.ts";
import {
  END_OF_IMAGE,
  isFrame,
  isOnlyScan,
  jpegSegments,
  segmentHeaderEnd,
  START_OF_SCAN,
} from "./jpeg_segments.ts";

const APP0 = 0xe0;
const APP2 = 0xe2;
const APP14 = 0xee;
/** The first of the markers that say nothing about how to decode: APP0 to APP15, JPG0 to JPG13 and COM (ITU T.81, table B.1). */
const FIRST_OTHER = 0xe0;
/** JFIF without a preview picture, and Adobe's segment: their markers, lengths and data. */
const JFIF_BYTES = 18;
const ADOBE_BYTES = 16;

/**
 * The same JPEG without metadata: of its segments only those that decide how it looks, and a colour profile. Its data stay
 * as they are. What comes after its end is left out: a film, a trailer, another picture.
 *
 * Undefined for a file of which nothing tells where the picture ends: without an end marker, what follows may be
 * anything.
 */
export function stripJpeg(
  bytes: Uint8Array,
  orientation: Orientation,
): Uint8Array<ArrayBuffer> | undefined {
  const pieces: Uint8Array[] = [];
  let frame = 0;
  let isComplete = false;
  for (const { marker, at, end } of jpegSegments(bytes)) {
    if (marker === END_OF_IMAGE) {
      return joinPieces([
        bytes.subarray(0, 2),
        ...inOrder(pieces, orientation),
        bytes.subarray(at, end),
      ]);
    }
    if (isComplete) return undefined;
    if (isFrame(marker)) frame = at;
    isComplete = marker === START_OF_SCAN && isOnlyScan(bytes, frame, at);
    const kept = keptOf(bytes, marker, at, end);
    if (kept !== undefined) pieces.push(kept);
  }
  return undefined;
}

/** What is kept of a segment. */
function keptOf(
  bytes: Uint8Array,
  marker: number,
  at: number,
  end: number,
): Uint8Array | undefined {
  // Between scans, a segment's end is that of what follows it.
  if (marker === START_OF_SCAN) return bytes.subarray(at, end);
  const segment = bytes.subarray(at, segmentHeaderEnd(bytes, at));
  if (marker < FIRST_OTHER) return segment;
  if (marker === APP2 && hasText(segment, 4, "ICC_PROFILE\0")) return segment;
  if (marker === APP0 && hasText(segment, 4, "JFIF\0")) return cut(segment, JFIF_BYTES);
  if (marker === APP14 && hasText(segment, 4, "Adobe")) return cut(segment, ADOBE_BYTES);
  return undefined;
}

/** The beginning of a segment. Of JFIF, the two last bytes say that no preview follows. */
function cut(segment: Uint8Array, sizeBytes: number): Uint8Array | undefined {
  if (segment.length < sizeBytes) return undefined;
  const made = segment.slice(0, sizeBytes);
  made.set([0, sizeBytes - 2], 2);
  if (made[1] === APP0) made.set([0, 0], sizeBytes - 2);
  return made;
}

/** With the orientation behind JFIF, which must come first. */
function inOrder(pieces: readonly Uint8Array[], orientation: Orientation): Uint8Array[] {
  if (orientation === 1) return [...pieces];
  const exif = orientationExif(orientation);
  const length = 2 + EXIF_PREFIX.length + exif.length;
  const segment = joinPieces([
    Uint8Array.of(0xff, 0xe1, length >> 8, length & 255),
    EXIF_PREFIX,
    exif,
  ]);
  const jfif = pieces.findIndex((piece) => piece[1] === APP0) + 1;
  return pieces.toSpliced(jfif, 0, segment);
}

const EXIF_PREFIX = new TextEncoder().encode("Exif\0\0");
