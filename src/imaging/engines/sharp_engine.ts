import sharp, { type Sharp } from "sharp";
import { byImageInTurn, type ImageType } from "../../domain/mod.ts";
import { GROUND, paddingOf } from "../ground.ts";
import { JPEG_QUALITY, LARGEST_SIDE_PX, LONGEST_SIDE_PX, MAX_PIXELS } from "../limits.ts";
import { fitWithin, type Pixels, type Size, turnUpright } from "../pixels.ts";
import { type ImageEngine, timesOf } from "./engine.ts";

/** The only loaders that stay open. The HEIF loader reads AVIF; its prebuilt form knows no HEVC. */
const LOADERS = [
  "VipsForeignLoadJpeg",
  "VipsForeignLoadPng",
  "VipsForeignLoadWebp",
  "VipsForeignLoadHeif",
];

const GREY = { r: GROUND, g: GROUND, b: GROUND };

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
    async render(original, header) {
      const startedMs = performance.now();
      const decoded = await decode(original);
      if (decoded === undefined) return { refused: "corrupt" };
      const largest = turnUpright(decoded, header.orientation);
      const image = imageOf(largest);
      const decodedMs = performance.now();
      // One after the other: two at once would take two cores from the bot.
      const jpegs = await byImageInTurn((each) => renderFrom(image, largest, each));
      return { jpegs, ms: timesOf(startedMs, decodedMs) };
    },
  };
}

/** The same sizes as of the other engine: libvips would round some of them in another way. */
function renderFrom(largest: Sharp, size: Size, imageType: ImageType): Promise<Uint8Array> {
  const { widthPx: width, heightPx: height } = fitWithin(size, LONGEST_SIDE_PX[imageType]);
  const image = largest.clone().resize({ width, height, fit: "fill", kernel: "lanczos3" });
  const padding = paddingOf({ widthPx: width, heightPx: height });
  return encode(image.extend({ ...padding, background: GREY }));
}

/**
 * Decodes once, at the largest size: the other pictures are made of these pixels. Undefined if it does not decode. What
 * decoders only warn about changes no pixel of a PNG, nor of a JPEG whose blocks are all there.
 */
async function decode(original: Uint8Array): Promise<Pixels | undefined> {
  try {
    const { data, info } = await sharp(original, { failOn: "error", limitInputPixels: MAX_PIXELS })
      .flatten({ background: "#ffffff" })
      .resize(within(LARGEST_SIDE_PX))
      .toColourspace("srgb")
      .ensureAlpha()
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { data: new Uint8Array(data), widthPx: info.width, heightPx: info.height };
  } catch {
    // sharp throws the same kind of Error for everything that libvips says about a file.
    return undefined;
  }
}

function imageOf({ data, widthPx, heightPx }: Pixels): Sharp {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels: 4 } }).removeAlpha();
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
