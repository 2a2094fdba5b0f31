import { PictureLedger } from "../soak/pictures.ts";

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
  /** The markers of all first pictures that the shop has confirmed, the current one last. */
  readonly markers: number[];
  /** The markers of its other pictures, in their order. */
  readonly further: readonly number[];
  /** The file ids that the test has killed, by the {@link pictureKey} of their picture. */
  readonly killedIds: Map<string, Set<string>>;
}

/** Names an image by its name, such as `cover.2`, and the hash of the stored bytes. */
export function pictureKey(image: string, sha256: string): string {
  return `${image} ${sha256}`;
}

/** Under which title the ledger of pictures has the pictures at a place of a product. */
export function titleAt(title: string, place: number): string {
  return place === 1 ? title : `${title}, picture ${place}`;
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
