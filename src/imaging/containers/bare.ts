import { hasText, viewOf } from "./container.ts";
import { END_OF_IMAGE, jpegSegments, START_OF_SCAN } from "./jpeg_segments.ts";

const PNG_SIGNATURE_BYTES = 8;
/** Chunks that only decide how the pixels look (PNG third edition, 2025, section 5.6). */
export const PNG_CHUNKS: ReadonlySet<string> = new Set(
  ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "sRGB", "gAMA", "cHRM", "cICP", "sBIT", "bKGD", "pHYs"],
);

const APP0 = 0xe0;
const APP14 = 0xee;
/** Tables, restart interval, and the frame headers C0..CF: ITU T.81, table B.1. */
const JPEG_SEGMENTS = new Set([0xdb, 0xdd, START_OF_SCAN, ...range(0xc0, 0xcf)]);

/**
 * Whether a JPEG or PNG holds only its pixels and what is needed to decode them: no EXIF, XMP, IPTC, comment, colour
 * profile, preview picture, or bytes after its end. A file with unknown parts is not bare. Nothing is decoded.
 */
export function isBare(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, "\x89PNG\r\n\x1a\n") ? isBarePng(bytes) : isBareJpeg(bytes);
}

function isBarePng(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  for (let at = PNG_SIGNATURE_BYTES; at + 12 <= bytes.length;) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!PNG_CHUNKS.has(type)) return false;
    at += 12 + view.getUint32(at);
    if (type === "IEND") return at === bytes.length;
  }
  return false;
}

function isBareJpeg(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return false;
  const view = viewOf(bytes);
  for (const { marker, at, end } of jpegSegments(bytes)) {
    if (marker === END_OF_IMAGE) return end === bytes.length;
    if (!isBareSegment(bytes, at, marker)) return false;
    const length = view.getUint16(at + 2);
    if (marker !== START_OF_SCAN && end !== at + 2 + length) return false;
  }
  return false;
}

function isBareSegment(bytes: Uint8Array, at: number, marker: number): boolean {
  // 16 bytes: without a preview picture.
  if (marker === APP0) return hasText(bytes, at + 2, "\0\x10JFIF\0");
  // It tells how to read the three colour components.
  if (marker === APP14) return hasText(bytes, at + 2, "\0\x0eAdobe");
  return JPEG_SEGMENTS.has(marker);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
