import type { ImageType } from "../../src/domain/mod.ts";

/** How a product begins. */
export type Beginning =
  /** Its seller is about to list it. */
  | "new"
  /** It is on sale, and its pictures are in B2. */
  | "stored"
  /** A row without a picture, and a cover in B2 that no event names: its events are lost. */
  | "orphaned"
  /** A row of a legacy shop, whose cover is an object of the bucket that no event names. */
  | "legacy"
  /** As `legacy`. An import was killed after its puts, so B2 has pictures that no event names. */
  | "half-imported";

/** Whether a product has a row of a legacy shop. */
export function isLegacy(begins: Beginning): boolean {
  return begins === "legacy" || begins === "half-imported";
}

/** A product as its seller and its buyers know it. */
export interface Entry {
  readonly productId: string;
  readonly begins: Beginning;
  /** What its pictures have shown, the first one first. */
  readonly contents: string[];
  /** The latest of `contents` that its seller was told of. */
  answered: number;
  /** Its seller was told that it is no longer on sale. */
  withdrawn: boolean;
  /** Its seller was told that it is deleted for good. */
  deleted: boolean;
  /** Accidents that happened to it. */
  readonly accidents: Set<"object" | "disk" | "file id">;
}

/** Opens the entry of a product. */
export function openEntry(number: number, begins: Beginning): Entry {
  const productId = `TBF-P${number}`;
  const contents = begins === "new" ? [] : [contentOf(productId, 0)];
  const state = { answered: contents.length - 1, withdrawn: false, deleted: false };
  return { productId, begins, contents, ...state, accidents: new Set() };
}

/** What a picture of a product shows. */
export function contentOf(productId: string, picture: number): string {
  return `${productId} picture ${picture}`;
}

/** What stands in for a picture. */
export function placeholderOf(productId: string): string {
  return `placeholder of ${productId}`;
}

/** What a view may show that begins now, and what it may not; see {@link judgeView}. */
export interface View {
  readonly entry: Entry;
  readonly imageType: ImageType;
  /** The view began after this picture was answered: no earlier one may be seen. */
  readonly earliest: number;
  readonly deleted: boolean;
}

/** A view that begins now. */
export function beginView(entry: Entry, imageType: ImageType): View {
  return { entry, imageType, earliest: entry.answered, deleted: entry.deleted };
}

/** Which promise is broken by what a buyer sees; undefined for none. */
export function judgeView(
  { entry, imageType, earliest, deleted }: View,
  seen: string,
): string | undefined {
  const { productId, contents } = entry;
  const about = `the ${imageType} of ${productId}`;
  if (seen === placeholderOf(productId)) return undefined;
  if (deleted) return `${about} shows "${seen}" although it was deleted for good`;
  if (contents.slice(Math.max(0, earliest)).includes(seen)) return undefined;
  if (contents.includes(seen)) return `${about} shows "${seen}", which had been replaced`;
  return `${about} shows "${seen}", which is not its own`;
}
