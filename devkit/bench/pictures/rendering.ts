import sharp, { type Sharp } from "sharp";
import { byImage, IMAGE_TYPES, type ImageType } from "../../../src/domain/mod.ts";
import { type ImageRenderer, openImageRenderer } from "../../../src/imaging/mod.ts";
import type { BenchContext, Measurement } from "../bench.ts";
import { makeOriginal } from "../originals.ts";
import { medianOfRounds } from "../rounds.ts";

const SIDES: Readonly<Record<ImageType, number>> = { cover: 1280, thumb: 800 };
/** As the shop's own. */
const QUALITY = 85;

const ORIGINALS = [
  { name: "Telegram's 1280 px", widthPx: 1280 },
  { name: "JPEG of 12 megapixels", widthPx: 4000 },
];

const ALONE = "sharp alone: the same sizes and quality, one thread, in a warm process";

/** Milliseconds for each picture, and how near the results are to pictures without compression. */
export async function measureRendering(context: BenchContext): Promise<Measurement[]> {
  const lines: Measurement[] = [];
  for (const { name, widthPx } of ORIGINALS) {
    context.say(`rendering: ${name}`);
    const original = await makeOriginal(widthPx);
    const count = context.quick ? 3 : 20;
    const { first, ours, alone } = await medianOfRounds(
      context.rounds,
      () => measureOriginal(original, count),
    );
    const control = { what: ALONE, value: alone };
    lines.push(
      { what: `${name}, cover and thumb`, unit: "ms", ours, control },
      { what: `${name}, first, with a start of the process`, unit: "ms", ours: first, control },
      ...await measureLikeness(name, original),
    );
  }
  return lines;
}

async function measureOriginal(original: Uint8Array, count: number) {
  await using renderer = openImageRenderer({ engine: "auto", deadlineMs: 60_000 });
  const first = await msOf(() => render(renderer, original));
  // Its second picture is compiled code, and its memory is there.
  await render(renderer, original);
  const ours = await msOf(() => render(renderer, original), count);
  sharp.concurrency(1);
  sharp.cache(false);
  await renderAlone(original);
  return { first, ours, alone: await msOf(() => renderAlone(original), count) };
}

async function msOf(work: () => Promise<unknown>, count = 1): Promise<number> {
  const started = performance.now();
  for (let n = 0; n < count; n++) await work();
  return (performance.now() - started) / count;
}

async function render(renderer: ImageRenderer, original: Uint8Array) {
  const outcome = await renderer.render(original);
  if ("refused" in outcome) throw new Error(`The picture was refused: ${outcome.refused}`);
  return outcome.images;
}

async function renderAlone(original: Uint8Array): Promise<Readonly<Record<ImageType, Buffer>>> {
  const made: Partial<Record<ImageType, Buffer>> = {};
  for (const each of IMAGE_TYPES) {
    made[each] = await resized(original, each).jpeg({ quality: QUALITY }).toBuffer();
  }
  return byImage((each) => made[each]!);
}

function resized(original: Uint8Array, imageType: ImageType) {
  const side = SIDES[imageType];
  return sharp(original).resize(side, side, { fit: "inside", withoutEnlargement: true });
}

/** Decibels. The reference is sharp's resized picture before compression. */
async function measureLikeness(name: string, original: Uint8Array): Promise<Measurement[]> {
  await using renderer = openImageRenderer({ engine: "auto", deadlineMs: 60_000 });
  const [ours, alone] = [await render(renderer, original), await renderAlone(original)];
  const lines: Measurement[] = [];
  for (const each of IMAGE_TYPES) {
    const reference = await pixelsOf(resized(original, each));
    const psnr = async (jpeg: Uint8Array) => psnrOf(await pixelsOf(sharp(jpeg)), reference);
    lines.push({
      ...{ what: `${name}, likeness of the ${each} (PSNR)`, unit: "dB" },
      ours: await psnr(ours[each].bytes),
      control: { what: ALONE, value: await psnr(alone[each]) },
    });
  }
  return lines;
}

async function pixelsOf(picture: Sharp): Promise<Uint8Array> {
  return await picture.removeAlpha().raw().toBuffer();
}

function psnrOf(pixels: Uint8Array, reference: Uint8Array): number {
  if (pixels.length !== reference.length) throw new Error("The pictures differ in size");
  const sum = pixels.reduce((sum, value, at) => sum + (value - reference[at]!) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (sum / pixels.length));
}
