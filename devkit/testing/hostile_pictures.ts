/**
 * Hostile files: bombs, forged headers, and pictures that were cut or joined.
 * @module
 */
import { crc32, deflateSync } from "node:zlib";

/** Joins bytes. */
export function join(
  ...parts: readonly (Uint8Array | string | number[])[]
): Uint8Array<ArrayBuffer> {
  const pieces = parts.map((part) =>
    typeof part === "string" ? Uint8Array.from(part, (char) => char.charCodeAt(0)) : part
  );
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** A PNG chunk with its length and checksum. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = join(type, data);
  return join(uint32(data.length), body, uint32(crc32(body)));
}

/** A valid PNG of one colour with 1 bit per pixel: 10,000² pixels fit in 12 kB. */
export function bombPng(sidePx: number): Uint8Array<ArrayBuffer> {
  const header = join(uint32(sidePx), uint32(sidePx), [1, 0, 0, 0, 0]);
  const rows = new Uint8Array(sidePx * (1 + Math.ceil(sidePx / 8)));
  return join(
    PNG_SIGNATURE,
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(rows, { level: 9 })),
    pngChunk("IEND", new Uint8Array(0)),
  );
}

/** The same PNG with more chunks directly after its header. */
export function withPngChunks(png: Uint8Array, ...chunks: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const headerEnd = PNG_SIGNATURE.length + 25;
  return join(png.subarray(0, headerEnd), ...chunks, png.subarray(headerEnd));
}

/** The headers of an APNG, without frames. */
export function apng(png: Uint8Array): Uint8Array<ArrayBuffer> {
  return withPngChunks(png, pngChunk("acTL", join(uint32(2), uint32(0))));
}

/** The same PNG with another size in its header, and a correct checksum. */
export function withPngSize(
  png: Uint8Array,
  widthPx: number,
  heightPx: number,
): Uint8Array<ArrayBuffer> {
  const header = join(uint32(widthPx), uint32(heightPx), png.subarray(24, 29));
  return join(PNG_SIGNATURE, pngChunk("IHDR", header), png.subarray(33));
}

/** The same JPEG with another size in its frame header. */
export function withJpegSize(
  jpeg: Uint8Array,
  widthPx: number,
  heightPx: number,
): Uint8Array<ArrayBuffer> {
  const at = frameHeaderOf(jpeg);
  return join(jpeg.subarray(0, at + 5), uint16(heightPx), uint16(widthPx), jpeg.subarray(at + 9));
}

/** The same JPEG with a second frame header before its own. A check may read one size, and a decoder the other. */
export function withDoubleJpegFrame(
  jpeg: Uint8Array,
  widthPx: number,
  heightPx: number,
): Uint8Array<ArrayBuffer> {
  const at = frameHeaderOf(jpeg);
  const length = new DataView(jpeg.buffer, jpeg.byteOffset).getUint16(at + 2);
  const frame = withJpegSize(jpeg, widthPx, heightPx).subarray(at, at + 2 + length);
  return join(jpeg.subarray(0, at), frame, jpeg.subarray(at));
}

/** The same JPEG with one more segment directly after its start. */
export function withJpegSegment(
  jpeg: Uint8Array,
  marker: number,
  data: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return join([0xff, 0xd8, 0xff, marker], uint16(data.length + 2), data, jpeg.subarray(2));
}

/** The same JPEG with its last scan repeated. Bytes that a decoder skips follow each scan. */
export function withScans(
  jpeg: Uint8Array,
  times: number,
  fill: readonly number[] = [],
): Uint8Array<ArrayBuffer> {
  const at = jpeg.findLastIndex((byte, index) => byte === 0xff && jpeg[index + 1] === 0xda);
  const scan = join(jpeg.subarray(at, -2), Uint8Array.from(fill));
  return join(jpeg.subarray(0, at), ...Array<Uint8Array>(times).fill(scan), [0xff, 0xd9]);
}

/** An EXIF block with the orientation after other entries and bytes. */
export function exifTiff(
  orientation: number,
  { littleEndian = true, gapBytes = 0, otherEntries = 0 } = {},
): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(14 + gapBytes + 12 * (otherEntries + 1)));
  const directory = 8 + gapBytes;
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, directory, littleEndian);
  view.setUint16(directory, otherEntries + 1, littleEndian);
  for (let index = 0; index <= otherEntries; index++) {
    const entry = directory + 2 + 12 * index;
    const isOrientation = index === otherEntries;
    view.setUint16(entry, isOrientation ? 0x0112 : 0x0100 + index, littleEndian);
    view.setUint16(entry + 2, 3, littleEndian);
    view.setUint32(entry + 4, 1, littleEndian);
    view.setUint16(entry + 8, isOrientation ? orientation : 7, littleEndian);
  }
  return new Uint8Array(view.buffer);
}

/** The `ftyp` box of an ISO media file with these brands, and nothing after it. */
export function ftypBox(major: string, ...compatible: string[]): Uint8Array<ArrayBuffer> {
  const brands = join(major, [0, 0, 0, 0], ...compatible);
  return join(uint32(brands.length + 8), "ftyp", brands);
}

/** An AVIF header that gives its size many times. */
export function avifWithSizes(count: number): Uint8Array<ArrayBuffer> {
  const ispe = box("ispe", uint32(0), uint32(96), uint32(64));
  const properties = box("ipco", ...Array<Uint8Array>(count).fill(ispe));
  return join(ftypBox("avif", "mif1"), box("meta", uint32(0), box("iprp", properties)));
}

/** A box of an ISO media file. */
function box(
  type: string,
  ...parts: readonly (Uint8Array | number[])[]
): Uint8Array<ArrayBuffer> {
  const data = join(...parts);
  return join(uint32(data.length + 8), type, data);
}

const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The index of the frame header in a JPEG of `photoJpeg`. */
function frameHeaderOf(jpeg: Uint8Array): number {
  for (let at = 2; at + 4 < jpeg.length;) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker === 0xc0 || marker === 0xc2) return at;
    at += 2 + new DataView(jpeg.buffer, jpeg.byteOffset).getUint16(at + 2);
  }
  throw new RangeError("Cannot find the frame header of a JPEG");
}

function uint16(value: number): number[] {
  return [value >>> 8 & 0xff, value & 0xff];
}

function uint32(value: number): number[] {
  return [...uint16(value >>> 16), ...uint16(value & 0xffff)];
}
