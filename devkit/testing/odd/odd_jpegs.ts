/**
 * Changes of good JPEGs that cameras, phones and programs make, and that viewers show all the same.
 * @module
 */
import { exifTiff, ftypBox, join, withJpegSegment } from "../hostile_pictures.ts";

/** A changed picture. */
export type Change = (picture: Uint8Array) => Uint8Array<ArrayBuffer>;

const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP13 = 0xed;
const START_OF_SCAN = 0xda;

/** Without its end marker, and with these bytes instead. */
export function endingWith(...bytes: readonly (Uint8Array | string | number[])[]): Change {
  return (jpeg) => join(jpeg.subarray(0, -2), ...bytes);
}

/** With bytes after its end. */
export function followedBy(...bytes: readonly (Uint8Array | string | number[])[]): Change {
  return (picture) => join(picture, ...bytes);
}

/** With a segment directly after its start, or without its segments of this marker. */
export function withSegment(marker: number, ...data: (Uint8Array | string | number[])[]): Change {
  return (jpeg) => withJpegSegment(jpeg, marker, join(...data));
}

/** Without its first segments of this marker. */
export function withoutSegments(marker: number): Change {
  return (jpeg) => {
    const kept: Uint8Array[] = [jpeg.subarray(0, 2)];
    let at = 2;
    while (jpeg[at + 1] !== START_OF_SCAN) {
      const end = at + 2 + jpeg[at + 2]! * 256 + jpeg[at + 3]!;
      if (jpeg[at + 1] !== marker) kept.push(jpeg.subarray(at, end));
      at = end;
    }
    return join(...kept, jpeg.subarray(at));
  };
}

/** With other bytes at an offset after the first segment of this marker. */
export function withBytesAt(marker: number, offset: number, ...bytes: number[]): Change {
  return (jpeg) => {
    const changed = Uint8Array.from(jpeg);
    changed.set(bytes, offsetOf(jpeg, marker) + offset);
    return changed;
  };
}

/** With bytes before the first segment of this marker. */
export function withBytesBefore(marker: number, ...bytes: number[]): Change {
  return (jpeg) => {
    const at = offsetOf(jpeg, marker);
    return join(jpeg.subarray(0, at), bytes, jpeg.subarray(at));
  };
}

/** One change after the other. */
export function both(...changes: readonly Change[]): Change {
  return (picture) => changes.reduce((changed, change) => change(changed), join(picture));
}

/** A scan header as Samsung's phones write it: `Invalid SOS parameters for sequential JPEG`, says libjpeg. */
export const asSamsung: Change = (jpeg) => {
  const at = offsetOf(jpeg, START_OF_SCAN);
  return withBytesAt(START_OF_SCAN, 2 + jpeg[at + 3]! - 3, 0, 0, 0)(jpeg);
};

/** EXIF with an orientation of this type, in this order of bytes. */
export function turnedBy(
  orientation: number,
  type: ExifType,
  { littleEndian = true, wrongFirst = false } = {},
): Change {
  return withSegment(
    APP1,
    "Exif\0\0",
    orientationBlock(orientation, type, { littleEndian, wrongFirst }),
  );
}

/** The integer types of TIFF, and their codes. */
export const EXIF_TYPES = { BYTE: 1, SHORT: 3, LONG: 4, SBYTE: 6, SSHORT: 8, SLONG: 9 } as const;

/** A name of {@link EXIF_TYPES}. */
export type ExifType = keyof typeof EXIF_TYPES;

/** An EXIF block: after other entries, and not at offset 8. `wrongFirst` puts an orientation of 0 before it. */
export function orientationBlock(
  orientation: number,
  type: ExifType,
  { littleEndian = true, wrongFirst = false } = {},
): Uint8Array<ArrayBuffer> {
  const gapBytes = 30;
  const block = exifTiff(orientation, { littleEndian, gapBytes, otherEntries: 2 });
  const view = new DataView(block.buffer);
  const entry = 8 + gapBytes + 2 + 12 * 2;
  view.setUint16(entry + 2, EXIF_TYPES[type], littleEndian);
  view.setUint32(entry + 8, 0);
  if (type === "BYTE" || type === "SBYTE") view.setUint8(entry + 8, orientation);
  else if (type === "LONG" || type === "SLONG") {
    view.setUint32(entry + 8, orientation, littleEndian);
  } else view.setUint16(entry + 8, orientation, littleEndian);
  if (wrongFirst) {
    view.setUint16(entry - 12, 0x0112, littleEndian);
    view.setUint16(entry - 4, 0, littleEndian);
  }
  return block;
}

/** A film as phones append it to a Motion Photo: Google's Micro Video, Samsung's and Apple's relatives. */
export const FILM = join(
  ftypBox("mp42", "isom"),
  [0, 0, 0, 36],
  "mdat",
  // By chance: a frame header, a scan and an end.
  [0xff, 0xc0, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0],
  [0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0],
  [0xff, 0xd9, 0, 0, 0],
);

/** The trailer of Samsung's phones: a text, a directory, and its length (exiftool, Samsung.pm). */
export const SAMSUNG_TRAILER = join(
  [0, 0, 1, 0x0a, 14, 0, 0, 0],
  "Image_UTC_Data1600000000000",
  "SEFH",
  [107, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0x0a, 35, 0, 0, 0, 35, 0, 0, 0, 24, 0, 0, 0],
  "SEFT",
);

/** Ultra HDR: a gain map, which is a JPEG of its own, after the end, and the directory of both (CIPA DC-007). */
export function asUltraHdr(gainMap: Uint8Array): Change {
  const xmp = "http://ns.adobe.com/xap/1.0/\0" +
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><hdrgm:Version>1.0</hdrgm:Version></x:xmpmeta>';
  return both(
    withSegment(APP2, "MPF\0", "MM\0*", [0, 0, 0, 8, 0, 1, 0xb0, 0, 0, 7, 0, 0, 0, 4], "0100", [
      0,
      0,
      0,
      0,
    ]),
    withSegment(APP1, xmp),
    followedBy(gainMap),
  );
}

/** EXIF whose second directory holds a whole small JPEG. */
export function withThumbnail(thumbnail: Uint8Array): Change {
  return withSegment(APP1, "Exif\0\0", exifTiff(1), thumbnail);
}

/** JFIF with a picture of 4 × 2 pixels in it. */
export const withJfifThumbnail: Change = both(
  withoutSegments(APP0),
  withSegment(APP0, "JFIF\0", [1, 2, 0, 0, 1, 0, 1, 4, 2], new Uint8Array(24).fill(0xff)),
);

/** What Photoshop writes: its resources, with a JPEG among them. */
export function asPhotoshop(thumbnail: Uint8Array): Change {
  const resource = join("8BIM", [4, 12, 0, 0, 0, 0, thumbnail.length >> 8, thumbnail.length & 255]);
  return withSegment(APP13, "Photoshop 3.0\0", resource, thumbnail);
}

/** A colour profile in chunks of this size, the last one first. */
export function withProfile(profile: Uint8Array, chunkBytes: number): Change {
  const count = Math.ceil(profile.length / chunkBytes);
  const chunks = Array.from(
    { length: count },
    (_, index) =>
      withSegment(
        APP2,
        "ICC_PROFILE\0",
        [index + 1, count],
        profile.subarray(index * chunkBytes, (index + 1) * chunkBytes),
      ),
  );
  return both(...chunks);
}

function offsetOf(jpeg: Uint8Array, marker: number): number {
  const at = jpeg.findIndex((byte, index) => byte === 0xff && jpeg[index + 1] === marker);
  if (at < 0) throw new RangeError(`Cannot change a JPEG: it has no marker ${marker.toString(16)}`);
  return at;
}

/** The head of a part of extended XMP: its name and the digest of the whole (XMP specification, part 3). */
export const EXTENDED_XMP = join(
  "http://ns.adobe.com/xmp/extension/\0",
  new Uint8Array(40).fill(0x41),
);
