import type { Orientation } from "../image_header.ts";
import type { Size } from "../pixels.ts";

/** What a container says besides the size of its picture. */
export interface ContainerFacts {
  readonly orientation: Orientation;
  readonly animated: boolean;
  /** See `ImageHeader.profiled`. */
  readonly profiled: boolean;
  /** A JPEG that is lossless, of 12 bits or in arithmetic coding: browsers and most programs show none of these. */
  readonly rare?: boolean;
  /**
   * The size is in so many first bytes. `image-size` gets no more: it runs in the bot's own process, and a forged file
   * can make it search for hours.
   */
  readonly headBytes: number;
  /** The stored size, if this reader finds it: a second opinion against forged headers. */
  readonly stored?: Size;
}

/** Whether `bytes` holds this ASCII text at `offset`. */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** A view of exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Copies pieces into one array. */
export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
