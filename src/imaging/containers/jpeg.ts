import type { Orientation } from "../image_header.ts";
import { type ContainerFacts, hasText, viewOf } from "./container.ts";
import { exifOrientation } from "./exif.ts";

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const APP1 = 0xe1;
const APP2 = 0xe2;
const CMYK_COMPONENTS = 4;
/** C0..CF are frame headers, but for DHT (C4), JPG (C8) and DAC (CC): ITU T.81, table B.1. */
const NOT_FRAMES = new Set([0xc4, 0xc8, 0xcc]);

/**
 * Walks the segments up to the first scan; undefined where they do not join, or where there is not exactly one frame
 * header: a second one could show one size to the header check and another to a decoder. Fill bytes between segments,
 * which no camera writes, are not taken either, since `image-size` loses its way in them.
 */
export function readJpeg(bytes: Uint8Array): ContainerFacts | undefined {
  const view = viewOf(bytes);
  let orientation: Orientation | undefined;
  let profiled = false;
  let stored: ContainerFacts["stored"];
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker < 0xc0 || marker === END_OF_IMAGE) return undefined;
    if (marker === START_OF_SCAN) break;
    const end = at + 2 + view.getUint16(at + 2);
    if (end < at + 4 || end > bytes.length) return undefined;
    if (isFrame(marker)) {
      if (stored !== undefined || end < at + 10) return undefined;
      stored = { heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) };
      profiled ||= bytes[at + 9] === CMYK_COMPONENTS;
    } else if (marker === APP1 && hasText(bytes, at + 4, "Exif\0")) {
      orientation ??= exifOrientation(bytes.subarray(at + 10, end));
    } else if (marker === APP2 && hasText(bytes, at + 4, "ICC_PROFILE\0")) {
      profiled = true;
    }
    at = end;
  }
  return stored && { orientation: orientation ?? 1, animated: false, profiled, stored };
}

function isFrame(marker: number): boolean {
  return marker <= 0xcf && !NOT_FRAMES.has(marker);
}
