import { imageSize } from "image-size";
import { readAvif } from "./containers/avif.ts";
import type { ContainerFacts } from "./containers/container.ts";
import { readJpeg } from "./containers/jpeg.ts";
import { mendPicture } from "./containers/mend.ts";
import { readPng } from "./containers/png.ts";
import { sniffFormat } from "./containers/sniff.ts";
import { readWebp } from "./containers/webp.ts";
import { type ImageFormat, type ImageHeader, swapsSides } from "./image_header.ts";
import {
  MAX_ORIGINAL_BYTES,
  MAX_PIXELS,
  MAX_SENDABLE_BYTES,
  MAX_SIDE_RATIO,
  MAX_SIDES_SUM_PX,
} from "./limits.ts";
import type { Size } from "./pixels.ts";
import type { ImageRefusal } from "./refusal.ts";

/** The header of a picture that may be decoded, or why it may not be. */
export type Inspection = { readonly header: ImageHeader } | { readonly refused: ImageRefusal };

/**
 * Reads the header of a file and checks it against the limits. It decodes nothing, so it is cheap, and safe for files
 * of strangers. An accepted file may still be corrupt; decoding finds it out.
 */
export function inspectImage(file: Uint8Array): Inspection {
  if (file.length === 0) return { refused: "empty" };
  if (file.length > MAX_ORIGINAL_BYTES) return { refused: "too_many_bytes" };
  const bytes = mendPicture(file);
  const format = sniffFormat(bytes);
  if (format === undefined) return { refused: "unsupported_type" };
  const facts = READERS[format](bytes);
  if (facts === undefined) return { refused: "corrupt" };
  if (facts.rare) return { refused: "unsupported_coding" };
  if (facts.animated) return { refused: "animated" };
  const header = headerOf(bytes, format, facts);
  if (header === undefined) return { refused: "corrupt" };
  if (header.widthPx * header.heightPx > MAX_PIXELS) return { refused: "too_many_pixels" };
  return isStrip(header) ? { refused: "bad_dimensions" } : { header };
}

/**
 * Why Telegram would refuse this file as a photo; undefined if it would accept it. It is for pictures of an older shop
 * that are sent unchanged. Telegram accepts everything that the renderer makes.
 */
export function refuseAsPhoto(header: ImageHeader, sizeBytes: number): ImageRefusal | undefined {
  if (sizeBytes === 0) return "empty";
  if (sizeBytes > MAX_SENDABLE_BYTES) return "too_many_bytes";
  if (header.format !== "jpeg" && header.format !== "png") return "unsupported_type";
  const { widthPx, heightPx } = header;
  return widthPx + heightPx > MAX_SIDES_SUM_PX || isStrip(header) ? "bad_dimensions" : undefined;
}

const READERS: Record<ImageFormat, (bytes: Uint8Array) => ContainerFacts | undefined> = {
  jpeg: readJpeg,
  png: readPng,
  webp: readWebp,
  avif: readAvif,
};

/** Undefined if no size is found, or if `image-size` and the container's own reader find different sizes. */
function headerOf(
  bytes: Uint8Array,
  format: ImageFormat,
  { orientation, profiled, headBytes, stored }: ContainerFacts,
): ImageHeader | undefined {
  const size = sizeOf(bytes.subarray(0, headBytes)) ?? stored;
  if (size === undefined || !(size.widthPx > 0 && size.heightPx > 0)) return undefined;
  if (stored && (stored.widthPx !== size.widthPx || stored.heightPx !== size.heightPx)) {
    return undefined;
  }
  const { widthPx, heightPx } = size;
  return swapsSides(orientation)
    ? { format, widthPx: heightPx, heightPx: widthPx, orientation, profiled }
    : { format, widthPx, heightPx, orientation, profiled };
}

function sizeOf(bytes: Uint8Array): Size | undefined {
  try {
    const { width, height } = imageSize(bytes);
    return { widthPx: width, heightPx: height };
  } catch {
    // It throws TypeErrors and RangeErrors for damaged bytes, also where only the EXIF block is damaged.
    return undefined;
  }
}

function isStrip({ widthPx, heightPx }: Size): boolean {
  return Math.max(widthPx, heightPx) / Math.min(widthPx, heightPx) > MAX_SIDE_RATIO;
}
