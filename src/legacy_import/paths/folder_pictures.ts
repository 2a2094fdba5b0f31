import type { IndexedFolder } from "./folder_index.ts";

const IMAGE_END = /\.(jpe?g|png|webp|gif|heic|heif|avif|bmp|tiff?)$/i;
/** Smaller copies of a picture beside it. WordPress adds their size. */
const SMALLER = /(^|[_.-])(thumb|thumbnail|small|preview|mini)s?([_.-]|\d|$)|-\d{2,4}x\d{2,4}\./i;
const MAIN = /^(main|cover|front)([_.-]|$)/i;

/** Compares as people count: 2 before 10. */
const { compare } = new Intl.Collator("en", { numeric: true });

/** The pictures of a folder, as people count: 2 before 10. */
export function picturesOf({ path, names }: IndexedFolder): readonly string[] {
  return names.filter((name) => IMAGE_END.test(name) && !SMALLER.test(name))
    .toSorted((one, other) =>
      Number(MAIN.test(other)) - Number(MAIN.test(one)) || compare(one, other)
    )
    .map((name) => path === "" ? name : `${path}/${name}`);
}
