import type { Orientation } from "../image_header.ts";
import { hasText, viewOf } from "./container.ts";

const ORIENTATION_TAG = 0x0112;
const TYPE_SHORT = 3;
const ENTRY_BYTES = 12;

/**
 * The orientation in an EXIF block, which is a small TIFF file. As in viewers, it is 1 if there is none or the block is
 * damaged. `image-size` reads it too, but only for JPEG, and only if the first directory is at offset 8.
 */
export function exifOrientation(tiff: Uint8Array): Orientation {
  const littleEndian = hasText(tiff, 0, "II*\0");
  if (!littleEndian && !hasText(tiff, 0, "MM\0*")) return 1;
  const view = viewOf(tiff);
  if (tiff.length < 8) return 1;
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, littleEndian);
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > tiff.length) return 1;
    if (view.getUint16(entry, littleEndian) !== ORIENTATION_TAG) continue;
    if (view.getUint16(entry + 2, littleEndian) !== TYPE_SHORT) return 1;
    return asOrientation(view.getUint16(entry + 8, littleEndian));
  }
  return 1;
}

function asOrientation(value: number): Orientation {
  return value >= 1 && value <= 8 ? value as Orientation : 1;
}
