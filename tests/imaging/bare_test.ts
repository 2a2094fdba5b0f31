import assert from "node:assert/strict";
import sharp from "sharp";
import { isBare } from "../../src/imaging/mod.ts";
import {
  exifTiff,
  join,
  pngChunk,
  withJpegSegment,
  withPngChunks,
} from "../../devkit/testing/hostile_pictures.ts";
import { avif, photoJpeg, png, webp } from "../../devkit/testing/pictures.ts";
import { SECRET_PICTURES } from "../../devkit/testing/secret_pictures.ts";

const size = { widthPx: 40, heightPx: 30, seed: 1 };
const jpeg = () => photoJpeg(size);
const cmyk = async () =>
  Uint8Array.from(await sharp(await png(size)).toColourspace("cmyk").jpeg().toBuffer());
const progressive = async () =>
  Uint8Array.from(await sharp(await png(size)).jpeg({ progressive: true }).toBuffer());

Deno.test.each([
  { name: "a JPEG", make: jpeg },
  { name: "a progressive JPEG, with tables between its scans", make: progressive },
  {
    name: "a JPEG with Adobe's segment for its colours",
    make: () => withSegment(0xee, "Adobe\0\x64\0\0\0\0\x01"),
  },
  { name: "a PNG", make: () => png(size) },
  { name: "a PNG with a palette", make: () => png({ ...size, palette: true }) },
])("isBare() accepts $name", async ({ make }) => assert.ok(isBare(await make())));

Deno.test.each([
  ...SECRET_PICTURES.map(({ format, make }) => ({ name: `a ${format} full of metadata`, make })),
  { name: "a WebP, which it does not read", make: () => webp(size) },
  { name: "an AVIF, which it does not read", make: () => avif(size) },
  { name: "no bytes", make: () => Promise.resolve(new Uint8Array()) },
  { name: "a comment", make: () => withSegment(0xfe, "Paris") },
  { name: "EXIF", make: () => withSegment(0xe1, join("Exif\0\0", exifTiff(1))) },
  { name: "IPTC", make: () => withSegment(0xed, "Photoshop 3.0\0") },
  { name: "a colour profile", make: () => withSegment(0xe2, "ICC_PROFILE\0\x01\x01") },
  {
    name: "a preview picture in JFIF",
    make: () => withSegment(0xe0, "JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01abc"),
  },
  {
    name: "a comment between two scans",
    make: async () => betweenScans(await progressive(), 0xfe),
  },
  { name: "bytes after a JPEG's end", make: async () => join(await jpeg(), "Paris") },
  { name: "a second picture after the first", make: async () => join(await jpeg(), await jpeg()) },
  { name: "a JPEG without its end", make: async () => (await jpeg()).slice(0, -2) },
  {
    name: "CMYK with its profile",
    make: async () => withJpegSegment(await cmyk(), 0xe2, join("x")),
  },
  { name: "a PNG's EXIF", make: () => withChunk("eXIf", exifTiff(1)) },
  { name: "a PNG's text", make: () => withChunk("tEXt", join("Author\0x")) },
  { name: "a PNG's time", make: () => withChunk("tIME", join([7, 234, 11, 22, 14, 40, 0])) },
  { name: "a PNG's unknown chunk", make: () => withChunk("prVt", join("x")) },
  { name: "bytes after a PNG's end", make: async () => join(await png(size), "Paris") },
  { name: "a PNG without its end", make: async () => (await png(size)).slice(0, -12) },
])("isBare() refuses $name", async ({ make }) => assert.ok(!isBare(await make())));

async function withSegment(marker: number, data: string | Uint8Array): Promise<Uint8Array> {
  return withJpegSegment(await jpeg(), marker, join(data));
}

async function withChunk(type: string, data: Uint8Array): Promise<Uint8Array> {
  return withPngChunks(await png(size), pngChunk(type, data));
}

/** A segment before the last scan. */
function betweenScans(bytes: Uint8Array, marker: number): Uint8Array {
  const at = bytes.findLastIndex((byte, index) => byte === 0xff && bytes[index + 1] === 0xda);
  return join(bytes.subarray(0, at), [0xff, marker, 0, 7], "Paris", bytes.subarray(at));
}
