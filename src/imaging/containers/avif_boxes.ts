import { viewOf } from "./container.ts";

/** A box of ISO/IEC 14496-12, section 4.2. Numbers are places in the file. */
export interface Box {
  readonly type: string;
  readonly at: number;
  /** Where its body begins, behind its size and type. */
  readonly body: number;
  readonly end: number;
}

/** The file is not made of whole boxes, or of something that is not known here. */
export class NotUnderstood extends Error {}

/**
 * The boxes between two places, one after another.
 *
 * @throws {NotUnderstood} when they do not fill it.
 */
export function boxesIn(bytes: Uint8Array, from: number, to: number): Box[] {
  const boxes = wholeBoxes(bytes, from, to);
  if ((boxes.at(-1)?.end ?? from) !== to) throw new NotUnderstood("a box does not fit");
  return boxes;
}

/** As {@link boxesIn}, up to the first one that does not fit: bytes may follow the end of a file. */
export function wholeBoxes(bytes: Uint8Array, from: number, to: number): Box[] {
  const view = viewOf(bytes);
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to;) {
    const isLarge = view.getUint32(at) === 1;
    const body = at + (isLarge ? 16 : 8);
    if (body > to) break;
    const size = isLarge ? readNumber(view, at + 8, 8) : view.getUint32(at);
    const end = size === 0 ? to : at + size;
    if (end < body || end > to) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    boxes.push({ type, at, body, end });
    at = end;
  }
  return boxes;
}

/**
 * A whole number of 0 to 8 bytes, the highest byte first.
 *
 * @throws {NotUnderstood} when it is cut, or too large for a file.
 */
export function readNumber(view: DataView, at: number, bytes: number): number {
  if (at + bytes > view.byteLength) throw new NotUnderstood("a number is cut");
  let number = 0;
  for (let index = 0; index < bytes; index++) number = number * 256 + view.getUint8(at + index);
  if (!Number.isSafeInteger(number)) throw new NotUnderstood("a number is too large");
  return number;
}
