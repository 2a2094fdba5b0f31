import { join } from "../hostile_pictures.ts";
import { type OddEncoding, row } from "./encoding.ts";
import * as chunks from "./odd_chunks.ts";
import * as odd from "./odd_jpegs.ts";

const base = "cjpeg-420.jpg";

/** Pictures that EXIF turns. */
export const ORIENTATIONS: readonly OddEncoding[] = [
  ...(Object.keys(odd.EXIF_TYPES) as odd.ExifType[]).flatMap((type) =>
    [true, false].map((littleEndian) =>
      turned(
        `JPEG, EXIF orientation as ${type}, ${littleEndian ? "little" : "big"} endian`,
        type === "SHORT" ? "TIFF 6.0" : "nomacs/nomacs#1646, qgis/QGIS#55073",
        base,
        odd.turnedBy(6, type, { littleEndian }),
      )
    )
  ),
  turned(
    "JPEG, EXIF orientation 0, then 6",
    "edited twice",
    base,
    odd.turnedBy(6, "SHORT", { wrongFirst: true }),
  ),
  turned(
    "JPEG, EXIF after XMP and after a damaged EXIF",
    "edited by several programs",
    base,
    odd.both(
      odd.turnedBy(6, "SHORT"),
      odd.withSegment(0xe1, "Exif\0\0", "MM"),
      odd.withSegment(0xe1, "http://ns.adobe.com/xap/1.0/\0<x/>"),
    ),
  ),
  turned(
    "PNG, EXIF orientation as LONG",
    "exiftool",
    "ffmpeg.png",
    chunks.withChunk("eXIf", odd.orientationBlock(6, "LONG")),
  ),
  turned(
    "PNG, EXIF with the prefix of JPEG",
    "exiftool",
    "ffmpeg.png",
    chunks.withChunk("eXIf", join("Exif\0\0", odd.orientationBlock(6, "SHORT"))),
  ),
  turned(
    "WebP, EXIF orientation",
    "webpmux",
    "cwebp-lossy.webp",
    chunks.withWebpExif(odd.orientationBlock(6, "SHORT")),
  ),
  turned(
    "WebP, EXIF with the prefix of JPEG, as LONG",
    "exiftool",
    "cwebp-lossy.webp",
    chunks.withWebpExif(join("Exif\0\0", odd.orientationBlock(6, "LONG"))),
  ),
];

function turned(encoding: string, by: string, file: string, change: odd.Change): OddEncoding {
  return row(encoding, by, file, { change, usual: usuallyTurned(file), isScene: false });
}

function usuallyTurned(file: string): odd.Change {
  const block = odd.orientationBlock(6, "SHORT");
  if (file.endsWith(".png")) return chunks.withChunk("eXIf", block);
  return file.endsWith(".webp") ? chunks.withWebpExif(block) : odd.turnedBy(6, "SHORT");
}
