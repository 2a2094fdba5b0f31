import sharp, { type Sharp } from "sharp";
import { byImage, IMAGE_TYPES, type ImageType } from "../../domain/mod.ts";
import { JPEG_QUALITY, LARGEST_SIDE_PX, LONGEST_SIDE_PX, MAX_PIXELS } from "../limits.ts";
import type { ImageEngine } from "./engine.ts";

/** The only loaders that stay open. The HEIF loader reads AVIF; its prebuilt form knows no HEVC. */
const LOADERS = [
  "VipsForeignLoadJpeg",
  "VipsForeignLoadPng",
  "VipsForeignLoadWebp",
  "VipsForeignLoadHeif",
];

/**
 * All four formats by `sharp` (libvips), which applies colour profiles. Creating it closes every other loader of
 * libvips in the whole process, for example SVG and PDF, and turns off its cache.
 */
export function createSharpEngine(): ImageEngine {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: LOADERS });
  sharp.cache(false);
  // Each further thread holds rows of its own. One picture at a time is fast enough.
  sharp.concurrency(1);
  return {
    async render(original) {
      const largest = await renderLargest(original);
      if (largest === undefined) return { refused: "corrupt" };
      const jpegs = await Promise.all(IMAGE_TYPES.map((each) => renderFrom(largest, each)));
      return { jpegs: byImage((each) => jpegs[IMAGE_TYPES.indexOf(each)]!) };
    },
  };
}

function renderFrom(largest: Sharp, imageType: ImageType): Promise<Uint8Array> {
  const sidePx = LONGEST_SIDE_PX[imageType];
  const image = largest.clone();
  return encode(sidePx === LARGEST_SIDE_PX ? image : image.resize(within(sidePx)));
}

/** Decodes once: the other pictures are made of these pixels. Undefined if the bytes do not decode. */
async function renderLargest(original: Uint8Array): Promise<Sharp | undefined> {
  try {
    const { data, info } = await sharp(original, {
      failOn: "warning",
      limitInputPixels: MAX_PIXELS,
    })
      .autoOrient()
      .flatten({ background: "#ffffff" })
      .resize(within(LARGEST_SIDE_PX))
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return sharp(data, { raw: { width, height, channels } });
  } catch {
    // sharp throws the same kind of Error for everything that libvips says about a file.
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
