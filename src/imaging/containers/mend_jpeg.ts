import { END_OF_IMAGE, nextMarker, START_OF_SCAN } from "./jpeg_segments.ts";
import { viewOf } from "./container.ts";

/** More segments than any camera writes. */
const MAX_SEGMENTS = 1000;
/** Baseline and extended sequential frames (ITU T.81, table B.1). */
const SEQUENTIAL = new Set([0xc0, 0xc1]);
/** The first and last coefficient of a sequential scan, and its bits: T.81 allows only these (B.2.3). */
const SEQUENTIAL_SCAN = [0, 63, 0];

/**
 * Mends what cameras and programs write wrongly around the data of a JPEG, and what viewers ignore: the scan parameters
 * of Samsung's phones, stray and fill bytes between segments. The data of the picture stay as they are: if they are not
 * whole, decoding finds it out. Returns the same bytes if there is nothing to mend. A file without its end is not mended,
 * because some decoders take it for whole then.
 */
export function mendJpeg(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return bytes;
  const pieces: Uint8Array[] = [bytes.subarray(0, 2)];
  let isMended = false;
  let isSequential = false;
  let hasScan = false;
  let at = 2;
  for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
    const start = nextSegment(bytes, at);
    if (start === undefined) return bytes;
    isMended ||= start !== at;
    const marker = bytes[start + 1]!;
    if (marker === END_OF_IMAGE) {
      return isMended ? joined([...pieces, bytes.subarray(start)]) : bytes;
    }
    const end = endOf(bytes, start);
    if (end === undefined) return bytes;
    isSequential ||= SEQUENTIAL.has(marker);
    hasScan ||= marker === START_OF_SCAN;
    const header = bytes.subarray(start, end);
    const mended = isSequential && marker === START_OF_SCAN ? withSequentialScan(header) : header;
    isMended ||= mended !== header;
    at = hasScan ? nextMarker(bytes, end) : end;
    pieces.push(mended, bytes.subarray(end, at));
  }
  return bytes;
}

/** Where the next segment begins: after stray bytes, fill bytes and lost restarts. */
function nextSegment(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker < 0xff && (marker < 0xd0 || marker > 0xd8)) return at;
  }
  return undefined;
}

/** The end of a segment's header; undefined if its length cannot be right. */
function endOf(bytes: Uint8Array, start: number): number | undefined {
  if (start + 4 > bytes.length) return undefined;
  const length = viewOf(bytes).getUint16(start + 2);
  const end = start + 2 + length;
  return length < 2 || end > bytes.length ? undefined : end;
}

/** A scan header with the only parameters that a sequential frame may have. */
function withSequentialScan(header: Uint8Array): Uint8Array {
  const at = 5 + 2 * (header[4] ?? 0);
  if (at + 3 !== header.length) return header;
  if (SEQUENTIAL_SCAN.every((value, index) => header[at + index] === value)) return header;
  const mended = header.slice();
  mended.set(SEQUENTIAL_SCAN, at);
  return mended;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
