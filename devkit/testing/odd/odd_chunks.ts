/**
 * Changes of PNG and WebP, which both consist of chunks.
 * @module
 */
import { join, pngChunk } from "../hostile_pictures.ts";
import type { Change } from "./odd_jpegs.ts";

/** Without the chunk `IEND` of a PNG. */
export const withoutIend: Change = (png) => join(png.subarray(0, -12));

/** With a chunk before the pixels of a PNG. Its checksum is wrong if said so. */
export function withChunk(type: string, data: Uint8Array, { isWrong = false } = {}): Change {
  return (png) => {
    const chunk = pngChunk(type, data);
    if (isWrong) chunk[chunk.length - 1]! ^= 1;
    return join(png.subarray(0, 33), chunk, png.subarray(33));
  };
}

/** A WebP with another number in the header of its file. */
export function withRiffSize(more: number): Change {
  return (webp) => {
    const changed = Uint8Array.from(webp);
    const view = new DataView(changed.buffer);
    view.setUint32(4, view.getUint32(4, true) + more, true);
    return changed;
  };
}

/** With its pixels in chunks of this size, and an empty chunk after each if wanted. */
export function withSmallIdats(bytes: number, withEmpty = false): Change {
  return (png) => {
    const view = new DataView(png.buffer, png.byteOffset, png.length);
    const parts: Uint8Array[] = [png.subarray(0, 8)];
    for (let at = 8; at < png.length;) {
      const end = at + 12 + view.getUint32(at);
      const isIdat = new TextDecoder().decode(png.subarray(at + 4, at + 8)) === "IDAT";
      if (!isIdat) parts.push(png.subarray(at, end));
      for (let from = at + 8; isIdat && from < end - 4; from += bytes) {
        parts.push(pngChunk("IDAT", png.subarray(from, Math.min(from + bytes, end - 4))));
        if (withEmpty) parts.push(pngChunk("IDAT", new Uint8Array(0)));
      }
      at = end;
    }
    return join(...parts);
  };
}

/** With a chunk at the end of a WebP. A simple file becomes an extended one. */
export function withWebpChunk(type: string, data: Uint8Array, flags = 0): Change {
  return (webp) => {
    const { width, height } = sidesOf(webp);
    const canvas = [flags, 0, 0, 0, ...uint24le(width), ...uint24le(height)];
    const chunks = join(
      webpChunk("VP8X", Uint8Array.from(canvas)),
      webp.subarray(12),
      webpChunk(type, data),
    );
    return join("RIFF", uint32le(chunks.length + 4), "WEBP", chunks);
  };
}

/** With an EXIF block, as `webpmux` writes it. */
export function withWebpExif(block: Uint8Array): Change {
  return withWebpChunk("EXIF", block, 0x08);
}

/** As an animated WebP of so many frames, which all show the same. */
export function withFrames(count: number): Change {
  return (webp) => {
    const { width, height } = sidesOf(webp);
    const place = [0, 0, 0, 0, 0, 0, ...uint24le(width), ...uint24le(height), 100, 0, 0, 0];
    const frame = webpChunk("ANMF", join(place, webp.subarray(12)));
    const chunks = join(
      webpChunk("VP8X", Uint8Array.from([2, 0, 0, 0, ...uint24le(width), ...uint24le(height)])),
      webpChunk("ANIM", new Uint8Array(6)),
      ...Array<Uint8Array>(count).fill(frame),
    );
    return join("RIFF", uint32le(chunks.length + 4), "WEBP", chunks);
  };
}

/** With the chunks of an animated PNG of so many frames. Only the first one is there. */
export function asAnimation(frames: number): Change {
  return (png) => {
    const sides = png.subarray(16, 24);
    const control = join([0, 0, 0, 0], sides, new Uint8Array(8), [0, 1, 0, 10, 0, 0]);
    const animated = withChunk("fcTL", control)(png);
    return withChunk("acTL", join([0, 0, 0, frames, 0, 0, 0, 0]))(animated);
  };
}

/** Without the byte that fills up an odd last chunk of a WebP, and with a size that is odd too. */
export const withoutFill: Change = (webp) => withRiffSize(-1)(webp.subarray(0, -1));

function webpChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  return join(type, uint32le(data.length), data, new Uint8Array(data.length & 1));
}

function uint32le(value: number): number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
}

/** Less one, as a WebP stores them. The key frame of VP8 has its sides at byte 26 (RFC 6386, 9.1). */
function sidesOf(webp: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(webp.buffer, webp.byteOffset);
  return { width: view.getUint16(26, true) - 1, height: view.getUint16(28, true) - 1 };
}

function uint24le(value: number): number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255];
}
