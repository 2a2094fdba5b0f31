import { byImage, type ImageType, PICTURES } from "../domain/mod.ts";

/** The largest original, 20 MiB: `getFile` of the Bot API serves no more (core.telegram.org/bots/api, read 2026-09). */
export const MAX_ORIGINAL_BYTES = 20 * 1024 * 1024;

/** The largest photo that may be uploaded, 10 MiB: tdlib `FileLoaderUtils.cpp`, 10 * (1 << 20), read 2026-09. */
export const MAX_SENDABLE_BYTES = 10 * 1024 * 1024;

/**
 * The most pixels of an original: phones make up to 9248 × 6936 (64 megapixels), and a larger file rarely fits into
 * {@link MAX_ORIGINAL_BYTES}. `fitsMemory` tells which of them this machine can decode.
 */
export const MAX_PIXELS = 65_000_000;

/** Telegram's limit on width + height of a photo that is sent (core.telegram.org/bots/api#sendphoto, read 2026-09). */
export const MAX_SIDES_SUM_PX = 10_000;

/** Telegram's limit on the longer side over the shorter one (the same page). A rendered picture has its original's. */
export const MAX_SIDE_RATIO = 20;

/** The longest side of each rendered picture; a smaller original is never enlarged. */
export const LONGEST_SIDE_PX: Readonly<Record<ImageType, number>> = byImage((imageType) =>
  PICTURES[imageType].longestSidePx
);

/** The largest rendered picture is made of the original, and the others are made of it. */
export const LARGEST_SIDE_PX = Math.max(...Object.values(LONGEST_SIDE_PX));

/** The JPEG quality of rendered pictures. */
export const JPEG_QUALITY = 85;

/** The engine `auto` gives larger originals to sharp, which is fourteen times as fast. */
export const AUTO_IMAGESCRIPT_MAX_PIXELS = 4_000_000;
