import { fitWithin, type Pixels, type Size } from "./pixels.ts";

/**
 * The longest shape of a rendered picture: its longer side over the shorter one. Phones' screens go up to 21:9, which is
 * 2.33. A longer picture lies in the middle of a ground of this shape: else a phone shows it as a strip, or cuts it.
 */
const LONGEST_SHAPE = 2.5;

/** A quiet grey that stands back on light and on dark screens: Apple's `systemGray` has this lightness in both. */
export const GROUND = 0x8e;

/** How many pixels of ground lie around a picture. */
export interface Padding {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The ground that a picture of this size needs; zeros for most. */
export function paddingOf({ widthPx, heightPx }: Size): Padding {
  const shortest = Math.round(Math.max(widthPx, heightPx) / LONGEST_SHAPE);
  const [across, down] = [Math.max(0, shortest - widthPx), Math.max(0, shortest - heightPx)];
  const [left, top] = [across >> 1, down >> 1];
  return { left, top, right: across - left, bottom: down - top };
}

function paddedSize(size: Size): Size {
  const { left, top, right, bottom } = paddingOf(size);
  return { widthPx: size.widthPx + left + right, heightPx: size.heightPx + top + bottom };
}

/** The size of what is rendered of a picture, with its ground and a longest side of at most `longestPx`. */
export function renderedSize(picture: Size, longestPx: number): Size {
  return paddedSize(fitWithin(picture, longestPx));
}

/** The picture on its ground. Returns the same object if it needs none. */
export function padOnGround(picture: Pixels): Pixels {
  const { widthPx, heightPx } = paddedSize(picture);
  if (widthPx === picture.widthPx && heightPx === picture.heightPx) return picture;
  const { left, top } = paddingOf(picture);
  const data = new Uint8Array(widthPx * heightPx * 4).fill(GROUND);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  for (let y = 0; y < picture.heightPx; y++) {
    const row = picture.data.subarray(y * picture.widthPx * 4, (y + 1) * picture.widthPx * 4);
    data.set(row, ((y + top) * widthPx + left) * 4);
  }
  return { data, widthPx, heightPx };
}
