import { imageName, type ImageType, type ObjectType } from "../../src/domain/mod.ts";

/** How a product begins. */
export type Beginning =
  /** Its seller is about to list it. */
  | "new"
  /** It is on sale, and its picture is in B2. */
  | "stored"
  /** As `stored`, with three pictures. */
  | "three"
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

/** One picture of a product, as its seller and its buyers know it. */
export interface PictureEntry {
  /** What it has shown, the first one first. */
  readonly contents: string[];
  /** The latest of `contents` that its seller was told of; -1 for none. */
  answered: number;
  /** Its seller was told that it is removed. */
  removed: boolean;
}

/** A product as its seller and its buyers know it. */
export interface Entry {
  readonly productId: string;
  readonly begins: Beginning;
  /** By their numbers: picture 1 is at 0. */
  readonly pictures: PictureEntry[];
  /** The numbers of the pictures that it has, in their order, as its seller was told. */
  order: number[];
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
  const pictures = CONTENTS[begins].map((content) => openPicture(productId, content, 0));
  const order = pictures.map((_, at) => at + 1);
  const state = { order, withdrawn: false, deleted: false };
  return { productId, begins, pictures, ...state, accidents: new Set() };
}

/** What the pictures of a product show at the beginning. */
const CONTENTS: Readonly<Record<Beginning, readonly number[]>> = {
  new: [],
  stored: [0],
  three: [0, 100, 200],
  orphaned: [0],
  legacy: [0],
  "half-imported": [0],
};

/** Opens the entry of a picture. It shows this content from now on. */
export function openPicture(productId: string, content: number, answered = -1): PictureEntry {
  return { contents: [contentOf(productId, content)], answered, removed: false };
}

/** What a picture of a product shows. */
export function contentOf(productId: string, content: number): string {
  return `${productId} picture ${content}`;
}

/** What stands in for a picture. */
export function placeholderOf(productId: string): string {
  return `placeholder of ${productId}`;
}

/** What a view may show that begins now, and what it may not; see {@link judgeView}. */
export interface View {
  readonly entry: Entry;
  readonly imageType: ImageType;
  /** Of each picture: the view began after this content was answered, so no earlier one may be seen. */
  readonly earliest: readonly number[];
  /** Of each picture: the view began after its removal was answered. */
  readonly removed: readonly boolean[];
  readonly deleted: boolean;
}

/** A view that begins now. */
export function beginView(entry: Entry, imageType: ImageType): View {
  const { pictures, deleted } = entry;
  const earliest = pictures.map(({ answered }) => answered);
  return { entry, imageType, earliest, removed: pictures.map((each) => each.removed), deleted };
}

/** Which promise is broken by what a buyer sees of the picture of this number; undefined for none. */
export function judgeView(
  { entry, imageType, earliest, removed, deleted }: View,
  picture: number,
  seen: string,
): string | undefined {
  const { productId, pictures } = entry;
  const about = aboutImage(productId, imageType, picture);
  if (seen === placeholderOf(productId)) return undefined;
  if (deleted) return `${about} shows "${seen}" although it was deleted for good`;
  if (removed[picture - 1]) return `${about} shows "${seen}" although it was removed`;
  const contents = pictures[picture - 1]?.contents ?? [];
  if (contents.slice(Math.max(0, earliest[picture - 1] ?? 0)).includes(seen)) return undefined;
  if (contents.includes(seen)) return `${about} shows "${seen}", which had been replaced`;
  return `${about} shows "${seen}", which is not its own`;
}

/** How a broken promise names an image. */
export function aboutImage(productId: string, imageType: ObjectType, picture: number): string {
  return `the ${imageName(imageType, picture)} of ${productId}`;
}
