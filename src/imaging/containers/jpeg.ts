import type { Orientation } from "../image_header.ts";
import { type ContainerFacts, hasText, viewOf } from "./container.ts";
import { exifOrientation } from "./exif.ts";
import { jpegSegments, START_OF_SCAN } from "./jpeg_segments.ts";

const APP1 = 0xe1;
const APP2 = 0xe2;
const CMYK_COMPONENTS = 4;
/** C0 to CF are frame headers, except DHT (C4), JPG (C8) and DAC (CC): ITU T.81, table B.1. */
const NOT_FRAMES = new Set([0xc4, 0xc8, 0xcc]);

/** Cameras and encoders write about ten. Each is a pass over all pixels: thousands would keep a decoder busy. */
const MAX_SCANS = 100;

/** Full segments of a file of 20 MiB are 320. Millions of empty ones would keep `image-size` busy for ten seconds. */
const MAX_SEGMENTS = 1000;

/**
 * Reads the segments. Undefined if they do not join before the first scan, if they are too many, or if there is not
 * exactly one frame header: with two, this check could see one size and the decoder another.
 */
export function readJpeg(bytes: Uint8Array): ContainerFacts | undefined {
  const view = viewOf(bytes);
  let orientation: Orientation | undefined;
  let profiled = false;
  let scans = 0;
  let segments = 0;
  let headBytes = 0;
  let stored: ContainerFacts["stored"];
  for (const { marker, at, end } of jpegSegments(bytes)) {
    if (++segments > MAX_SEGMENTS) return undefined;
    if (marker === START_OF_SCAN && ++scans > MAX_SCANS) return undefined;
    if (isFrame(marker)) {
      if (stored !== undefined || end < at + 10) return undefined;
      stored = { heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) };
      headBytes = end;
      profiled ||= bytes[at + 9] === CMYK_COMPONENTS;
    } else if (marker === APP1 && hasText(bytes, at + 4, "Exif\0")) {
      orientation ??= exifOrientation(bytes.subarray(at + 10, end));
    } else if (marker === APP2 && hasText(bytes, at + 4, "ICC_PROFILE\0")) {
      profiled = true;
    }
  }
  if (scans === 0 || stored === undefined) return undefined;
  return { orientation: orientation ?? 1, animated: false, profiled, headBytes, stored };
}

function isFrame(marker: number): boolean {
  return marker <= 0xcf && !NOT_FRAMES.has(marker);
}
