import type { Orientation } from "../image_header.ts";
import { hasText, viewOf } from "./container.ts";

const ORIENTATION_TAG = 0x0112;
const ENTRY_BYTES = 12;

/**
 * The integer types of TIFF 6.0, section 2. EXIF allows only SHORT, but some programs write others, and
 * viewers such as ExifTool and those of Apple read them.
 */
const READERS: Readonly<Record<number, (view: DataView, at: number, little: boolean) => number>> = {
  1: (view, at) => view.getUint8(at),
  3: (view, at, little) => view.getUint16(at, little),
  4: (view, at, little) => view.getUint32(at, little),
  6: (view, at) => view.getInt8(at),
  8: (view, at, little) => view.getInt16(at, little),
  9: (view, at, little) => view.getInt32(at, little),
};

/**
 * The orientation in an EXIF block, which is a small TIFF file. Undefined if it has none, or if the block is damaged:
 * viewers then show the picture as it is stored. `image-size` reads it too, but only for JPEG, and only if the first
 * directory is at offset 8.
 */
export function exifOrientation(block: Uint8Array): Orientation | undefined {
  // Some writers of PNG and WebP put the prefix of the JPEG segment before the TIFF header.
  const tiff = block.subarray(hasText(block, 0, "Exif\0") ? 6 : 0);
  const littleEndian = hasText(tiff, 0, "II*\0");
  if ((!littleEndian && !hasText(tiff, 0, "MM\0*")) || tiff.length < 8) return undefined;
  const view = viewOf(tiff);
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > tiff.length) return undefined;
  const entries = view.getUint16(directory, littleEndian);
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > tiff.length) return undefined;
    if (view.getUint16(entry, littleEndian) !== ORIENTATION_TAG) continue;
    const read = READERS[view.getUint16(entry + 2, littleEndian)];
    const orientation = asOrientation(read?.(view, entry + 8, littleEndian));
    if (orientation !== undefined) return orientation;
  }
  return undefined;
}

function asOrientation(value = 0): Orientation | undefined {
  return value >= 1 && value <= 8 ? value as Orientation : undefined;
}

/** An EXIF block with this orientation and nothing else: a TIFF file with one directory of one entry. */
export function orientationExif(orientation: Orientation): Uint8Array {
  const header = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8];
  const entry = [
    ORIENTATION_TAG >> 8,
    ORIENTATION_TAG & 255,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
  ];
  return Uint8Array.from([...header, 0, 1, ...entry, 0, 0, 0, 0]);
}
