import { type Box, boxesIn, NotUnderstood, readNumber } from "./avif_boxes.ts";
import { viewOf } from "./container.ts";

/** An item of an AVIF file: a picture, a part of one, or metadata (ISO/IEC 14496-12, section 8.11). */
export interface Item {
  readonly id: number;
  /** Such as `av01` or `Exif`. */
  readonly type: string;
}

/** A piece of an item's data. */
export interface Extent {
  readonly id: number;
  /** In the file, or in the body of `idat`. */
  readonly at: number;
  readonly size: number;
  readonly isInIdat: boolean;
}

/** Where an entry of `iinf` has its name and what follows: of `infe` version 2 and 3, behind the type. */
export interface ItemEntry extends Item {
  readonly namesAt: number;
  readonly end: number;
}

/**
 * The entries of `iinf`.
 *
 * @throws {NotUnderstood} for a version without types.
 */
export function readItems(bytes: Uint8Array, iinf: Box): ItemEntry[] {
  const view = viewOf(bytes);
  const countBytes = view.getUint8(iinf.body) === 0 ? 2 : 4;
  return boxesIn(bytes, iinf.body + 4 + countBytes, iinf.end).map(({ type: box, body, end }) => {
    const version = view.getUint8(body);
    if (box !== "infe" || version < 2 || version > 3) throw new NotUnderstood("an item's entry");
    const idBytes = version === 2 ? 2 : 4;
    const typeAt = body + 4 + idBytes + 2;
    if (typeAt + 4 > end) throw new NotUnderstood("an item's entry is cut");
    const type = String.fromCharCode(...bytes.subarray(typeAt, typeAt + 4));
    return { id: readNumber(view, body + 4, idBytes), type, namesAt: typeAt + 4, end };
  });
}

/**
 * The pieces of all items, of `iloc`.
 *
 * @throws {NotUnderstood} for data in other files or in other items, and for a piece without a size.
 */
export function readExtents(bytes: Uint8Array, iloc: Box): Extent[] {
  const view = viewOf(bytes);
  const version = view.getUint8(iloc.body);
  if (version > 2) throw new NotUnderstood("a version of iloc");
  let at = iloc.body + 4;
  const next = (size: number) => readNumber(view, (at += size) - size, size);
  const [offsets, bases] = [next(1), next(1)];
  const [offsetBytes, sizeBytes] = [offsets >> 4, offsets & 15];
  const [baseBytes, indexBytes] = [bases >> 4, version === 0 ? 0 : bases & 15];
  const extents: Extent[] = [];
  for (let left = next(version < 2 ? 2 : 4); left > 0; left--) {
    const id = next(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : next(2) & 15;
    const isElsewhere = next(2) !== 0 || method > 1;
    const base = next(baseBytes);
    for (let pieces = next(2); pieces > 0; pieces--) {
      next(indexBytes);
      const offset = next(offsetBytes);
      const size = next(sizeBytes);
      if (isElsewhere || size === 0) throw new NotUnderstood("where an item lies");
      extents.push({ id, at: base + offset, size, isInIdat: method === 1 });
    }
  }
  if (at > iloc.end) throw new NotUnderstood("iloc is cut");
  return extents;
}
