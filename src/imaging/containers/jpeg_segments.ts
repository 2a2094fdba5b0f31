import { viewOf } from "./container.ts";

/** `FFDA`: what follows its header is the picture's data, up to the next segment. */
export const START_OF_SCAN = 0xda;
/** `FFD9`. */
export const END_OF_IMAGE = 0xd9;

/** A marker and what belongs to it. */
export interface JpegSegment {
  /** The byte behind `FF`. */
  readonly marker: number;
  /** Where it begins, at its `FF`. */
  readonly at: number;
  /** Where the next begins: behind its data, and behind the scan where it is one. */
  readonly end: number;
}

/**
 * Walks the segments of a JPEG behind its start, up to and with the end of the image; stops early where they do not join.
 * Fill bytes before the first scan, which no camera writes, are not taken, since `image-size` loses its way in them. From
 * there on it finds the next marker where a decoder would, whatever lies before it.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment, void> {
  const view = viewOf(bytes);
  let isBehindScan = false;
  for (let at = 2; at + 2 <= bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker < 0xc0 || marker === 0xff) return;
    if (marker === END_OF_IMAGE) return yield { marker, at, end: at + 2 };
    if (at + 4 > bytes.length) return;
    let end = at + 2 + view.getUint16(at + 2);
    if (end < at + 4 || end > bytes.length) return;
    isBehindScan ||= marker === START_OF_SCAN;
    if (isBehindScan) end = nextMarker(bytes, end);
    yield { marker, at, end };
    at = end;
  }
}

/** The next marker that begins a segment: no stuffed data (FF00), fill byte (FFFF), TEM (01) or restart (D0..D7). */
function nextMarker(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0) {
    const next = bytes[at + 1] ?? 0;
    if (next > 1 && next < 0xff && (next < 0xd0 || next > 0xd7)) return at;
    at = bytes.indexOf(0xff, at + (next === 0xff ? 1 : 2));
  }
  return bytes.length;
}
