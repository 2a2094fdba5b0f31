/**
 * Pictures that say which one they are: each number has a colour of its own, which a JPEG or two do not change
 * beyond recognition.
 * @module
 */
import sharp from "sharp";

/** Levels of each channel: 9³ colours lie so far apart that none is taken for another. */
const LEVELS = 9;
const STEP = Math.floor(255 / (LEVELS - 1));

/** How many numbers have a picture. */
export const MARKERS = LEVELS ** 3;

/** The picture of a number: a small JPEG of one colour. */
export async function markerJpeg(number: number): Promise<Uint8Array<ArrayBuffer>> {
  if (number >= MARKERS) throw new RangeError(`Cannot mark ${number}: ${MARKERS} are known`);
  const [r, g, b] = [1, LEVELS, LEVELS ** 2].map((unit) =>
    Math.floor(number / unit) % LEVELS * STEP
  );
  const background = { r: r!, g: g!, b: b! };
  const image = sharp({ create: { width: 96, height: 72, channels: 3, background } });
  return new Uint8Array(await image.jpeg({ quality: 90 }).toBuffer());
}

/** The number that a picture shows; undefined for one that is not of a single colour. */
export async function readMarker(picture: Uint8Array): Promise<number | undefined> {
  const { channels } = await sharp(picture).stats();
  const rgb = channels.slice(0, 3);
  if (rgb.some(({ stdev }) => stdev > STEP / 4)) return undefined;
  const levels = rgb.map(({ mean }) => Math.round(mean / STEP));
  return levels.reduce((number, level, channel) => number + level * LEVELS ** channel, 0);
}
