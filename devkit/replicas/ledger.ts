import { PictureLedger } from "../soak/pictures.ts";
import type { ImageType } from "../../src/domain/mod.ts";

/** What the seller of a product knows. */
export interface Sold {
  /** The id that the shop gave. */
  readonly productId: string;
  /** Such as `Thing 17`. Each product has another title. */
  readonly title: string;
  /** Each product has another description. */
  readonly description: string;
  /** In cents. Each product has another price. */
  readonly priceMinor: number;
  /** A Telegram user id. */
  readonly sellerId: number;
  readonly link: string;
  /** The markers of all pictures that the shop has confirmed, the current one last. */
  readonly markers: number[];
  /** The file ids that the test has killed, by the {@link pictureKey} of their picture. */
  readonly killedIds: Map<string, Set<string>>;
}

/** Names a product's picture by its type and the hash of the stored bytes. */
export function pictureKey(imageType: ImageType, sha256: string): string {
  return `${imageType} ${sha256}`;
}

/** What the users of the shop know. The tests check the shop's tables against it. */
export interface Ledger {
  /** The pictures that sellers sent, by title, and when each may be shown. */
  readonly pictures: PictureLedger;
  /** Products by title. */
  readonly sold: Map<string, Sold>;
  /** The ids of the updates that change the database. */
  readonly changes: number[];
  replacements: number;
  /** How often a placeholder was shown instead of a picture. */
  placeholders: number;
  /** The number of the next product. */
  nextNumber(): number;
}

/** Creates an empty ledger. */
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
