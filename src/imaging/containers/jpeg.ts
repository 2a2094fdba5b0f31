import type { Orientation } from "../image_header.ts";
import { type ContainerFacts, hasText, viewOf } from "./container.ts";
import { exifOrientation } from "./exif.ts";
import { isFrame, isOnlyScan, jpegSegments, START_OF_SCAN } from "./jpeg_segments.ts";

const APP1 = 0xe1;
const APP2 = 0xe2;
const CMYK_COMPONENTS = 4;
/** Baseline, extended sequential and progressive frames with Huffman codes: ITU T.81, table B.1. */
const USUAL_FRAMES = new Set([0xc0, 0xc1, 0xc2]);
const BITS_PER_SAMPLE = 8;

/** Cameras and encoders write about ten. Each is a pass over all pixels: thousands would keep a decoder busy. */
const MAX_SCANS = 100;

/**
 * Before the first scan. Full segments of a file of 20 MiB are 320. Millions of empty ones would keep `image-size` busy
 * for ten seconds.
 */
const MAX_SEGMENTS = 1000;

/**
 * Reads the segments. Undefined if they do not join before the first scan, if they are too many, or if there is not
 * exactly one frame header: with two, this check could see one size and the decoder another. After the last scan of a
 * picture only scans count.
 */
export function readJpeg(bytes: Uint8Array): ContainerFacts | undefined {
  const view = viewOf(bytes);
  let orientation: Orientation | undefined;
  let profiled = false;
  let rare = false;
  let scans = 0;
  let segments = 0;
  let headBytes = 0;
  let stored: ContainerFacts["stored"];
  let frame = 0;
  let isComplete = false;
  for (const { marker, at, end } of jpegSegments(bytes)) {
    if (scans === 0 && ++segments > MAX_SEGMENTS) return undefined;
    if (marker === START_OF_SCAN) {
      if (++scans > MAX_SCANS) return undefined;
      isComplete ||= isOnlyScan(bytes, frame, at);
    } else if (isComplete) {
      continue;
    } else if (isFrame(marker)) {
      if (stored !== undefined || end < at + 10) return undefined;
      stored = { heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) };
      headBytes = end;
      frame = at;
      rare = !USUAL_FRAMES.has(marker) || bytes[at + 4] !== BITS_PER_SAMPLE;
      profiled ||= bytes[at + 9] === CMYK_COMPONENTS;
    } else if (marker === APP1 && hasText(bytes, at + 4, "Exif\0")) {
      orientation ??= exifOrientation(bytes.subarray(at + 4, end));
    } else if (marker === APP2 && hasText(bytes, at + 4, "ICC_PROFILE\0")) {
      profiled = true;
    }
  }
  if (scans === 0 || stored === undefined) return undefined;
  return { orientation: orientation ?? 1, animated: false, profiled, rare, headBytes, stored };
}
