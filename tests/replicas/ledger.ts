import type { ImageType } from "../../src/domain/mod.ts";

/** A product as its seller remembers it. */
export interface Sold {
  /** What the shop says it is. */
  readonly productId: string;
  /** `Thing 17`: no two are alike. */
  readonly title: string;
  /** Telegram's user id. */
  readonly sellerId: number;
  /** The deep link that the shop gave. */
  readonly link: string;
  /** The markers of all pictures that were sent for it, the present one last. */
  readonly markers: readonly number[];
  /** How often the test made the id of this picture die at Telegram. */
  readonly killedIds: Record<ImageType, number>;
}

/** What those who used the shop know; the shop's own records are held against it. */
export interface Ledger {
  /** The markers that were sent, by title: what may be seen, from before anyone can see it. */
  readonly sent: Map<string, number[]>;
  /** By title. */
  readonly sold: Map<string, Sold>;
  /** The updates that change what the database holds. */
  readonly changes: number[];
  /** How many replacements were made. */
  replacements: number;
  /** How often a placeholder was shown in place of a picture. */
  placeholders: number;
  /** The next picture's number. */
  nextMarker(): number;
}

/** Makes a ledger in which nothing stands. */
export function createLedger(): Ledger {
  let markers = 0;
  const nextMarker = () => markers++;
  return {
    sent: new Map(),
    sold: new Map(),
    changes: [],
    replacements: 0,
    placeholders: 0,
    nextMarker,
  };
}
