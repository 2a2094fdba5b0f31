import { PictureLedger } from "../soak/pictures.ts";
import type { ImageType } from "../../src/domain/mod.ts";

/** A product as its seller remembers it. */
export interface Sold {
  /** What the shop says it is. */
  readonly productId: string;
  /** `Thing 17`: no two are alike. */
  readonly title: string;
  /** In the seller's words, which are no other product's. */
  readonly description: string;
  /** In cents; no two are alike. */
  readonly priceMinor: number;
  /** Telegram's user id. */
  readonly sellerId: number;
  /** The deep link that the shop gave. */
  readonly link: string;
  /** The markers of all pictures that the shop has confirmed for it, the present one last. */
  readonly markers: number[];
  /** The file ids that the test made die at Telegram, by the picture that they show: see {@link pictureKey}. */
  readonly killedIds: Map<string, Set<string>>;
}

/** Names a picture of a product by its type and the hash of what is stored. */
export function pictureKey(imageType: ImageType, sha256: string): string {
  return `${imageType} ${sha256}`;
}

/** What those who used the shop know; the shop's own records are held against it. */
export interface Ledger {
  /** What was sent, by title: what may be seen, from before anyone can see it until it is replaced. */
  readonly pictures: PictureLedger;
  /** By title. */
  readonly sold: Map<string, Sold>;
  /** The updates that change what the database holds. */
  readonly changes: number[];
  /** How many replacements were made. */
  replacements: number;
  /** How often a placeholder was shown in place of a picture. */
  placeholders: number;
  /** The next product's number. */
  nextNumber(): number;
}

/** Makes a ledger in which nothing stands. */
export function createLedger(): Ledger {
  let products = 0;
  const nextNumber = () => products++;
  return {
    pictures: new PictureLedger(),
    sold: new Map(),
    changes: [],
    replacements: 0,
    placeholders: 0,
    nextNumber,
  };
}
