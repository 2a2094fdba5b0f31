import sharp, { type Sharp } from "sharp";
import { JPEG_QUALITY, LONGEST_SIDE_PX, MAX_PIXELS } from "../limits.ts";
import type { ImageEngine } from "./engine.ts";

/** The only loaders that stay open; AVIF is read by the HEIF loader, whose prebuilt form knows no HEVC. */
const LOADERS = [
  "VipsForeignLoadJpeg",
  "VipsForeignLoadPng",
  "VipsForeignLoadWebp",
  "VipsForeignLoadHeif",
];

/**
 * All four formats by `sharp` (libvips), which applies colour profiles. Creating it closes every other loader of
 * libvips in the whole process, SVG and PDF among them, and turns off its cache.
 */
export function createSharpEngine(): ImageEngine {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: LOADERS });
  sharp.cache(false);
  return {
    async render(original) {
      const cover = await renderCover(original);
      if (cover === undefined) return { refused: "corrupt" };
      const [coverJpeg, thumbJpeg] = await Promise.all([
        encode(cover.clone()),
        encode(cover.clone().resize(within(LONGEST_SIDE_PX.thumb))),
      ]);
      return { jpegs: { cover: coverJpeg, thumb: thumbJpeg } };
    },
  };
}

/** Decodes once: the thumb is made from the cover's pixels. Undefined where the bytes do not decode. */
async function renderCover(original: Uint8Array): Promise<Sharp | undefined> {
  try {
    const { data, info } = await sharp(original, {
      failOn: "warning",
      limitInputPixels: MAX_PIXELS,
    })
      .autoOrient()
      .flatten({ background: "#ffffff" })
      .resize(within(LONGEST_SIDE_PX.cover))
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return sharp(data, { raw: { width, height, channels } });
  } catch {
    // sharp has one kind of Error for whatever libvips says of a file.
    return undefined;
  }
}

function within(longestPx: number) {
  return {
    width: longestPx,
    height: longestPx,
    fit: "inside",
    withoutEnlargement: true,
    kernel: "lanczos3",
  } as const;
}

function encode(image: Sharp): Promise<Uint8Array> {
  return image.jpeg({ quality: JPEG_QUALITY }).toBuffer();
}
