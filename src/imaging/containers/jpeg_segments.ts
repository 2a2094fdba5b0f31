import { viewOf } from "./container.ts";

/** `FFDA`: its header is followed by the picture's data, up to the next segment. */
export const START_OF_SCAN = 0xda;
/** `FFD9`. */
export const END_OF_IMAGE = 0xd9;

/** A marker and its data. */
export interface JpegSegment {
  /** The byte after `FF`. */
  readonly marker: number;
  /** The offset of its `FF`. */
  readonly at: number;
  /** The offset of the next segment: after its data, and after the scan if it has one. */
  readonly end: number;
}

/**
 * Yields the segments of a JPEG after its start, with the end of the image as the last. It stops early if they do not
 * join. Fill bytes before the first scan count as a gap: no camera writes them, and `image-size` misreads them. From
 * there on it finds the next marker where a decoder finds it.
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

/**
 * The next marker that begins a segment. FF00 (data), FFFF (fill byte), TEM (01) and restarts (D0 to D7) begin none.
 */
export function nextMarker(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0) {
    const next = bytes[at + 1] ?? 0;
    if (next > 1 && next < 0xff && (next < 0xd0 || next > 0xd7)) return at;
    at = bytes.indexOf(0xff, at + (next === 0xff ? 1 : 2));
  }
  return bytes.length;
}
