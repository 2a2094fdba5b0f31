import { joinPieces } from "./container.ts";
import {
  END_OF_IMAGE,
  isFrame,
  isOnlyScan,
  isSequential,
  nextMarker,
  nextSegment,
  segmentHeaderEnd,
  START_OF_SCAN,
} from "./jpeg_segments.ts";

/** More segments than any camera writes. */
const MAX_SEGMENTS = 1000;
/** The first and last coefficient of a sequential scan, and its bits: T.81 allows only these (B.2.3). */
const SEQUENTIAL_SCAN = [0, 63, 0];

/**
 * Mends what cameras and programs write wrongly around the data of a JPEG, and what viewers ignore: the scan parameters
 * of Samsung's phones, stray and fill bytes between segments. The data of the picture stay as they are: if they are not
 * whole, decoding finds it out. Returns the same bytes if there is nothing to mend. A missing end is not added here,
 * because some decoders take a cut file for whole then: see `wholeJpeg`.
 */
export function mendJpeg(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return bytes;
  const pieces: Uint8Array[] = [bytes.subarray(0, 2)];
  let isMended = false;
  let frame = 0;
  let hasScan = false;
  let at = 2;
  for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
    const start = nextSegment(bytes, at);
    const end = start === undefined ? undefined : segmentHeaderEnd(bytes, start);
    if (start === undefined || end === undefined || bytes[start + 1] === END_OF_IMAGE) break;
    isMended ||= start !== at;
    const marker = bytes[start + 1]!;
    if (isFrame(marker)) frame = start;
    const header = bytes.subarray(start, end);
    const mended = marker === START_OF_SCAN && isSequential(bytes, frame)
      ? withSequentialScan(header)
      : header;
    isMended ||= mended !== header;
    hasScan ||= marker === START_OF_SCAN;
    at = hasScan ? nextMarker(bytes, end) : end;
    pieces.push(mended, bytes.subarray(end, at));
    if (marker === START_OF_SCAN && isOnlyScan(bytes, frame, start)) break;
  }
  return isMended && hasScan ? joinPieces([...pieces, bytes.subarray(at)]) : bytes;
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
