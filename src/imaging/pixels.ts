import { type Orientation, swapsSides } from "./image_header.ts";

/** Uncompressed pixels: red, green, blue, alpha, 8 bits each, the top row first. */
export interface Pixels {
  /** It fills its whole buffer: `pica` reads the buffer from the first byte to the last. */
  readonly data: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A width and a height. */
export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The size of a picture with a longest side of at most `longestPx`. It is never enlarged, and never below 1 px. */
export function fitWithin({ widthPx, heightPx }: Size, longestPx: number): Size {
  const scale = Math.min(1, longestPx / Math.max(widthPx, heightPx));
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { widthPx: scaled(widthPx), heightPx: scaled(heightPx) };
}

/** Puts the picture on white, in place. Colours under transparent pixels are removed. */
export function flattenOnWhite({ data }: Pixels): void {
  for (let at = 3; at < data.length; at += 4) {
    const alpha = data[at] ?? 255;
    if (alpha === 255) continue;
    for (let channel = at - 3; channel < at; channel++) {
      data[channel] = Math.round(((data[channel] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
    }
    data[at] = 255;
  }
}

/** Turns stored pixels upright (TIFF 6.0, tag 274). Returns the same object if they are upright already. */
export function turnUpright(stored: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return stored;
  const { widthPx: storedWidth, heightPx: storedHeight } = stored;
  const [widthPx, heightPx] = swapsSides(orientation)
    ? [storedHeight, storedWidth]
    : [storedWidth, storedHeight];
  const from = new Uint32Array(stored.data.buffer);
  const to = new Uint32Array(from.length);
  const { start, stepX, stepY } = walkOf(orientation, storedWidth, storedHeight);
  for (let y = 0, at = 0; y < heightPx; y++) {
    let source = start + y * stepY;
    for (let x = 0; x < widthPx; x++, source += stepX) to[at++] = from[source] ?? 0;
  }
  return { data: new Uint8Array(to.buffer), widthPx, heightPx };
}

/** Where the upright top left pixel is stored, and the steps to the next one on its right and to the next one below. */
function walkOf(orientation: Orientation, width: number, height: number) {
  const right = width - 1;
  const bottom = (height - 1) * width;
  switch (orientation) {
    case 1:
      return { start: 0, stepX: 1, stepY: width };
    case 2:
      return { start: right, stepX: -1, stepY: width };
    case 3:
      return { start: bottom + right, stepX: -1, stepY: -width };
    case 4:
      return { start: bottom, stepX: 1, stepY: -width };
    case 5:
      return { start: 0, stepX: width, stepY: 1 };
    case 6:
      return { start: bottom, stepX: -width, stepY: 1 };
    case 7:
      return { start: bottom + right, stepX: -width, stepY: -1 };
    case 8:
      return { start: right, stepX: width, stepY: -1 };
  }
}
