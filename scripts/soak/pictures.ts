import sharp from "sharp";

/**
 * A picture that can be told from any other by its pixels: four stripes, each in one of eight colours, read as the
 * digits of a number. Survives a change of size and any compression.
 */
export type Marker = number;

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
const MARKERS = COLOURS.length ** STRIPES;
const WIDTH_PX = 640;
const HEIGHT_PX = 480;
/** How far a channel may be off after two compressions. */
const TOLERANCE = 40;

/** Draws a marker. */
export async function drawMarker(marker: Marker): Promise<Uint8Array> {
  const stripe = { width: WIDTH_PX / STRIPES, height: HEIGHT_PX, channels: 3 as const };
  const stripes = digitsOf(marker).map((digit, at) => {
    const [r, g, b] = COLOURS[digit]!;
    const input = { create: { ...stripe, background: { r, g, b } } };
    return { input, left: at * stripe.width, top: 0 };
  });
  const sheet = { width: WIDTH_PX, height: HEIGHT_PX, channels: 3 as const, background: "#000" };
  return await sharp({ create: sheet }).composite(stripes).jpeg({ quality: 90 }).toBuffer();
}

/** Reads a picture; the square ones are the shop's own drawings. Undefined for one that is neither. */
export async function readMarker(bytes: Uint8Array): Promise<Marker | "placeholder" | undefined> {
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
  return digits.reduce((sum, digit, stripe) => sum + digit * COLOURS.length ** stripe, 0);
}

function digitsOf(marker: Marker): number[] {
  return Array.from(
    { length: STRIPES },
    (_, stripe) => Math.floor(marker / COLOURS.length ** stripe) % COLOURS.length,
  );
}

interface Sent {
  readonly marker: Marker;
  /** When the shop had confirmed it. */
  confirmed?: number;
}

/** Which picture each product was given, by its title, and which of them it may show at a time. */
export class PictureLedger {
  readonly #sent = new Map<string, Sent[]>();
  #markers = 0;
  #now = 0;

  /** The time, in confirmations. */
  get now(): number {
    return this.#now;
  }

  /** The marker of the next picture that is sent for a product; begins anew after 4096. */
  send(title: string): Marker {
    const marker = this.#markers++ % MARKERS;
    this.#sent.set(title, [...this.#sent.get(title) ?? [], { marker }]);
    return marker;
  }

  /** The shop has said that it has the picture that was sent last. */
  confirm(title: string): void {
    const last = this.#sent.get(title)?.at(-1);
    if (last !== undefined) last.confirmed = ++this.#now;
  }

  /** Whether a product may show this to somebody who has asked at that time: no other's, and none replaced before. */
  allows(title: string, marker: Marker, asked: number): boolean {
    const sent = this.#sent.get(title) ?? [];
    return sent.some((each, at) => {
      const replaced = sent[at + 1]?.confirmed ?? Infinity;
      return each.marker === marker && replaced > asked;
    });
  }

  /** Whether a product of this title was ever sent. */
  has(title: string): boolean {
    return this.#sent.has(title);
  }
}
