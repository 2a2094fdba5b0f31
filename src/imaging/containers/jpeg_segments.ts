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

/** C0 to CF are frame headers, except DHT (C4), JPG (C8) and DAC (CC): ITU T.81, table B.1. */
const NOT_FRAMES = new Set([0xc4, 0xc8, 0xcc]);

/** Whether a marker begins a frame header. */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && !NOT_FRAMES.has(marker);
}

/**
 * Whether a scan is all that its frame has: a sequential frame's scan of every component. What comes after it is no part
 * of the picture, even if the end marker is missing and a film follows (libjpeg-turbo/libjpeg-turbo#163).
 *
 * @param frame the offset of the frame header.
 * @param scan the offset of the scan header.
 */
export function isOnlyScan(bytes: Uint8Array, frame: number, scan: number): boolean {
  return isSequential(bytes, frame) && bytes[frame + 9] === bytes[scan + 4];
}

/** Whether the header at this offset is of a baseline or extended sequential frame (ITU T.81, table B.1). */
export function isSequential(bytes: Uint8Array, frame: number): boolean {
  return bytes[frame + 1] === 0xc0 || bytes[frame + 1] === 0xc1;
}

/** Where the next segment begins: after stray bytes, fill bytes and lost restarts. Undefined if there is none. */
export function nextSegment(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker < 0xff && (marker < 0xd0 || marker > 0xd8)) return at;
  }
  return undefined;
}

/** The end of a segment's header; undefined if its length cannot be right. */
export function segmentHeaderEnd(bytes: Uint8Array, start: number): number | undefined {
  if (start + 4 > bytes.length) return undefined;
  const length = viewOf(bytes).getUint16(start + 2);
  const end = start + 2 + length;
  return length < 2 || end > bytes.length ? undefined : end;
}
