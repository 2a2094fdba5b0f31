import { Image } from "imagescript";
import { Pica } from "pica";
import { byImageInTurn, type ImageType } from "../../domain/mod.ts";
import { type ImageHeader, type Orientation, swapsSides } from "../image_header.ts";
import { JPEG_QUALITY, LARGEST_SIDE_PX, LONGEST_SIDE_PX } from "../limits.ts";
import { padOnGround } from "../ground.ts";
import { fitWithin, flattenOnWhite, type Pixels, type Size, turnUpright } from "../pixels.ts";
import { type ImageEngine, timesOf } from "./engine.ts";

/**
 * JPEG and PNG by `imagescript`, resized by `pica`, because `imagescript` itself only picks nearest neighbours.
 * Colour profiles are dropped, not applied.
 */
export function createImagescriptEngine(): ImageEngine {
  return {
    async render(original, header) {
      if (header.format !== "jpeg" && header.format !== "png") {
        return { refused: "unsupported_type" };
      }
      const startedMs = performance.now();
      const decoded = await decode(original, header);
      if (decoded === undefined) return { refused: "corrupt" };
      flattenOnWhite(decoded);
      const largest = await renderLargest(decoded, header.orientation);
      const decodedMs = performance.now();
      const render = async (each: ImageType) =>
        encode(padOnGround(await resize(largest, LONGEST_SIDE_PX[each])));
      const jpegs = await byImageInTurn(render);
      return { jpegs, ms: timesOf(startedMs, decodedMs) };
    },
  };
}

/** Undefined if the bytes do not decode, or decode to another size than the header says. */
async function decode(original: Uint8Array, header: ImageHeader): Promise<Pixels | undefined> {
  const image = await decodeOrUndefined(original);
  if (image === undefined) return;
  const [widthPx, heightPx] = swapsSides(header.orientation)
    ? [header.heightPx, header.widthPx]
    : [header.widthPx, header.heightPx];
  if (image.width !== widthPx || image.height !== heightPx) return;
  return { data: new Uint8Array(image.bitmap.buffer), widthPx, heightPx };
}

async function decodeOrUndefined(original: Uint8Array): Promise<Image | undefined> {
  try {
    return await Image.decode(original);
  } catch {
    // Its codecs throw strings, Errors and WebAssembly traps for what is no picture.
    return undefined;
  }
}

/** Resizes first, so that only the smaller picture has to be turned. */
async function renderLargest(decoded: Pixels, orientation: Orientation): Promise<Pixels> {
  return turnUpright(await resize(decoded, LARGEST_SIDE_PX), orientation);
}

async function resize(pixels: Pixels, longestPx: number): Promise<Pixels> {
  const size = fitWithin(pixels, longestPx);
  if (size.widthPx === pixels.widthPx && size.heightPx === pixels.heightPx) return pixels;
  return { ...size, data: await resample(pixels, size) };
}

/** A new `Pica` each time: an instance keeps the memory of its largest picture. */
function resample({ data, widthPx, heightPx }: Pixels, to: Size): Promise<Uint8Array> {
  return new Pica({ features: ["js", "wasm"] }).resizeBuffer({
    src: data,
    width: widthPx,
    height: heightPx,
    toWidth: to.widthPx,
    toHeight: to.heightPx,
    filter: "lanczos3",
  });
}

async function encode({ data, widthPx, heightPx }: Pixels): Promise<Uint8Array> {
  const image = new Image(widthPx, heightPx);
  image.bitmap.set(data);
  return await image.encodeJPEG(JPEG_QUALITY);
}
