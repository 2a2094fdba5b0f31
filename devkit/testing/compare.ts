/**
 * Compares pictures by what people see: pixels, not bytes.
 * @module
 */
import sharp from "sharp";

/** Uncompressed RGB. */
interface RgbPixels {
  readonly data: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A file as a good viewer shows it at this size: upright, on white, in sRGB. */
export async function asSeen(file: Uint8Array, longestPx: number): Promise<RgbPixels> {
  const { data, info } = await sharp(file)
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .resize({ width: longestPx, height: longestPx, fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), widthPx: info.width, heightPx: info.height };
}

/** Peak signal-to-noise ratio in dB. Above 30 nobody sees a difference. Below 20 it is another picture. */
export function similarityDb(one: RgbPixels, other: RgbPixels): number {
  if (one.data.length !== other.data.length) return 0;
  let squares = 0;
  for (let at = 0; at < one.data.length; at++) {
    squares += ((one.data[at] ?? 0) - (other.data[at] ?? 0)) ** 2;
  }
  return squares === 0 ? Infinity : 10 * Math.log10(255 ** 2 / (squares / one.data.length));
}

/** The colour of one pixel. */
export function colourAt({ data, widthPx }: RgbPixels, x: number, y: number): number[] {
  return [...data.subarray((y * widthPx + x) * 3, (y * widthPx + x) * 3 + 3)];
}
