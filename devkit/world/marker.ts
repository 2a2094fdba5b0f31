import sharp from "sharp";

/**
 * A number from 0 to 4095 that a picture shows as four stripes. Each stripe is a digit in one of eight colours. The number
 * can be read after a resize and after any compression.
 */
export type Marker = number;

/** What a picture shows: the marker of a seller's photo, or a placeholder. */
export type Shown = Marker | "placeholder";

const COLOURS = [
  [225, 30, 30],
  [30, 190, 50],
  [40, 60, 230],
  [230, 220, 30],
  [220, 40, 210],
  [30, 210, 220],
  [15, 15, 15],
  [240, 240, 240],
] as const;
const STRIPES = 4;
const WIDTH_PX = 480;
const HEIGHT_PX = 360;

/** The largest error of a colour channel after two compressions. */
const TOLERANCE = 40;

/** The number of different markers. */
export const MARKERS = COLOURS.length ** STRIPES;

/** A photo with a marker. The same marker gives the same bytes. */
export async function markedPhoto(marker: Marker): Promise<Uint8Array<ArrayBuffer>> {
  if (marker >= MARKERS) {
    throw new RangeError(`Cannot draw marker ${marker}: it must be below ${MARKERS}`);
  }
  const row = rowOf(marker);
  const data = new Uint8Array(row.length * HEIGHT_PX);
  for (let at = 0; at < data.length; at += row.length) data.set(row, at);
  const raw = { width: WIDTH_PX, height: HEIGHT_PX, channels: 3 as const };
  return new Uint8Array(await sharp(data, { raw }).jpeg({ quality: 90 }).toBuffer());
}

/** One row of pixels. All rows are equal. */
function rowOf(marker: Marker): Uint8Array {
  const row = new Uint8Array(WIDTH_PX * 3);
  for (let x = 0; x < WIDTH_PX; x++) {
    row.set(COLOURS[digit(marker, Math.floor(x * STRIPES / WIDTH_PX))]!, x * 3);
  }
  return row;
}

/** Reads a picture. Square ones are placeholders. Undefined when the picture is neither. */
export async function readMarker(bytes: Uint8Array): Promise<Shown | undefined> {
  const { data, info } = await sharp(bytes).removeAlpha().raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width === info.height) return "placeholder";
  const row = Math.floor(info.height / 2) * info.width;
  const digits = Array.from({ length: STRIPES }, (_, stripe) => {
    const at = (row + Math.floor((stripe + 0.5) * info.width / STRIPES)) * info.channels;
    return COLOURS.findIndex((colour) =>
      colour.every((channel, n) => Math.abs(channel - data[at + n]!) < TOLERANCE)
    );
  });
  if (digits.includes(-1)) return undefined;
  return digits.reduce((sum, each, stripe) => sum + each * COLOURS.length ** stripe, 0);
}

function digit(marker: Marker, stripe: number): number {
  return Math.floor(marker / COLOURS.length ** stripe) % COLOURS.length;
}
