import { changed, type OddEncoding, readOddFile } from "./encoding.ts";
import * as odd from "./odd_jpegs.ts";
import { srgbProfile } from "./profile.ts";

const base = "cjpeg-420.jpg";
const thumbnail = await readOddFile("cjpeg-gray.jpg");
const profile = await srgbProfile();

/** JPEGs with something odd before their data. */
export const ODD_SEGMENTS: readonly OddEncoding[] = [
  changed("JPEG, scan parameters 0, 0, 0", "Samsung, lovell/sharp#1578", base, odd.asSamsung),
  changed(
    "the same without its end",
    "Samsung, lovell/sharp#2780",
    base,
    odd.both(odd.asSamsung, odd.endingWith()),
  ),
  changed(
    "JPEG, stray bytes before a table",
    "serge-rgb/TinyJPEG#1",
    base,
    odd.withBytesBefore(0xdb, 0, 0),
  ),
  changed(
    "JPEG, fill bytes before a table",
    "ITU T.81, B.1.1.2",
    base,
    odd.withBytesBefore(0xdb, 0xff, 0xff),
  ),
  changed("JPEG with two starts", "seen with webcams", base, odd.withBytesBefore(0xe0, 0xff, 0xd8)),
  changed("JPEG without JFIF", "cameras, before EXIF", base, odd.withoutSegments(0xe0)),
  changed(
    "JPEG, JFIF of an unknown version",
    "libjpeg: JWRN_JFIF_MAJOR",
    base,
    odd.withBytesAt(0xe0, 9, 9),
  ),
  changed("JPEG, a preview in JFIF", "JFIF 1.02", base, odd.withJfifThumbnail),
  changed("JPEG, a preview in EXIF", "cameras", base, odd.withThumbnail(thumbnail)),
  changed("JPEG, a preview by Photoshop", "Adobe Photoshop", base, odd.asPhotoshop(thumbnail)),
  changed(
    "JPEG, 70 kB of extended XMP",
    "Google Camera's depth maps",
    base,
    odd.both(
      odd.withSegment(0xe1, odd.EXTENDED_XMP, new Uint8Array(60_000)),
      odd.withSegment(0xe1, odd.EXTENDED_XMP, new Uint8Array(10_000)),
    ),
  ),
  changed(
    "JPEG, comments in Latin-1 and zeros",
    "libgd",
    base,
    odd.both(odd.withSegment(0xfe, "caf\xe9"), odd.withSegment(0xfe, [0, 0, 0])),
  ),
  changed(
    "JPEG, sRGB profile in 14 chunks, the last first",
    "ICC.1, B.4",
    base,
    odd.withProfile(profile, 40),
  ),
  changed(
    "JPEG, a damaged colour profile",
    "libvips: ignoring bad profile",
    base,
    odd.withProfile(profile.subarray(0, 90), 90),
  ),
  changed(
    "JPEG without Huffman tables: a frame of Motion JPEG",
    "webcams, etemesi254/zune-image#136",
    "ffmpeg-420.jpg",
    odd.withoutSegments(0xc4),
  ),
];
