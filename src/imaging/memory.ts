import process from "node:process";
import { totalmem } from "node:os";
import { coefficientBytesPerPixel } from "./containers/jpeg_buffering.ts";
import type { ImageEngineName } from "./engines/engine.ts";
import type { ImageHeader } from "./image_header.ts";
import { AUTO_IMAGESCRIPT_MAX_PIXELS } from "./limits.ts";

const MIB = 1024 * 1024;

/** The shop runs with less, but refuses larger pictures than with this. */
export const LEAST_MEMORY_BYTES = 256 * MIB;

/*
 * Measured with the render process (Deno 2.9.6, sharp 0.35.5, one thread), pictures of 13.5 to 64 megapixels, 2026-11.
 * The shop's own process takes some 105 MiB and the originals in it; a render process takes 95 MiB before it decodes.
 */
const SHOP_BYTES = 128 * MIB;
const PROCESS_BYTES = 95 * MIB;
/**
 * A file is in the shop, in the render process as it came, and in pieces that are not collected yet. With 256 MiB, the system
 * killed render processes from originals of 9 MB on, and none with 6 MB.
 */
const FILE_COPIES = 5;
const IMAGESCRIPT_BYTES_PER_PIXEL = 17;
/**
 * Of sharp: what it decodes row by row, and formats of which the whole picture must be in memory. It decodes a JPEG of such a size
 * at a half or a quarter of its size (libjpeg's `scale_denom`), so the rows are short.
 */
const BYTES_PER_PIXEL = { plainJpeg: 0.1, plainPng: 1, interlacedPng: 4, webp: 4, avif: 26 };
/** Of sharp and `wholeJpeg`, beside the coefficients of a JPEG: its rows, and a bit for each coefficient. */
const ROWS_BYTES_PER_PIXEL = 0.5;

/** The memory that this process and its children may use: the container's, or else the machine's. Infinity if unknown. */
export function memoryLimitBytes(): number {
  try {
    const constrained = process.constrainedMemory();
    return Math.min(constrained > 0 ? constrained : Infinity, totalmem());
  } catch {
    // The permissions of an older deno.json do not allow to ask.
    return Infinity;
  }
}

/** How many pictures may be rendered at once: at most `wanted`, at least one. */
export function workersThatFit(wanted: number, memoryBytes: number): number {
  const fitting = Math.floor((memoryBytes - SHOP_BYTES) / (2 * PROCESS_BYTES));
  return Math.max(1, Math.min(wanted, fitting));
}

/** What each of some render processes may use for decoding, in bytes. */
export function decodingBytes(memoryBytes: number, workers: number): number {
  return Math.max(0, (memoryBytes - SHOP_BYTES) / workers - PROCESS_BYTES);
}

/** The largest original that `auto` gives to imagescript, in pixels. */
export function imagescriptMaxPixels(availableBytes: number): number {
  return Math.min(AUTO_IMAGESCRIPT_MAX_PIXELS, availableBytes / IMAGESCRIPT_BYTES_PER_PIXEL);
}

/** Whether an original can be decoded in so much memory. Otherwise the system would kill its process, again and again. */
export function fitsMemory(
  original: Uint8Array,
  header: ImageHeader,
  { engine, availableBytes }: { readonly engine: ImageEngineName; readonly availableBytes: number },
): boolean {
  const perPixel = engine === "imagescript"
    ? IMAGESCRIPT_BYTES_PER_PIXEL
    : bytesPerPixel(original, header);
  const neededBytes = FILE_COPIES * original.length + perPixel * header.widthPx * header.heightPx;
  return neededBytes <= availableBytes;
}

function bytesPerPixel(original: Uint8Array, { format }: ImageHeader): number {
  switch (format) {
    case "jpeg":
      return coefficientBytesPerPixel(original) === 0
        ? BYTES_PER_PIXEL.plainJpeg
        : coefficientBytesPerPixel(original) + ROWS_BYTES_PER_PIXEL;
    case "png":
      // The last byte of IHDR (PNG specification, 11.2.1).
      return original[28] === 0 ? BYTES_PER_PIXEL.plainPng : BYTES_PER_PIXEL.interlacedPng;
    case "webp":
    case "avif":
      return BYTES_PER_PIXEL[format];
  }
}
