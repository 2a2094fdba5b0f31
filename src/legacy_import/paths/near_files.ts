import { fold, type FolderIndex, type IndexedFolder, pathOf } from "./folder_index.ts";

/** More files are no hint. */
const MOST_HINTS = 3;
/** Comparing a name with each of a larger folder takes too long. */
const LARGEST_FOLDER = 2000;
const ENDINGS = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".heic", ""];

/** Files that a path may mean, if it has a small mistake: another ending, another folder, a typing error. At most three. */
export function nearFiles(index: FolderIndex, path: string): string[] {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
  const name = path.slice(path.lastIndexOf("/") + 1);
  const [asFolder] = index.folder(path);
  if (asFolder !== undefined) {
    return few(asFolder.names.map((each) => pathOf({ folder: asFolder, name: each })));
  }
  const beside = index.folder(folder);
  const elsewhere = index.named(name).map(pathOf);
  return [
    () => few(beside.flatMap((each) => otherEndings(each, name))),
    () => elsewhere.length > MOST_HINTS ? [] : elsewhere,
    () => few(beside.flatMap((each) => misspelled(each, name))),
  ].map((search) => search()).find((files) => files.length > 0) ?? [];
}

function few(files: readonly string[]): string[] {
  return files.slice(0, MOST_HINTS);
}

function otherEndings(folder: IndexedFolder, name: string): string[] {
  const stem = fold(stemOf(name));
  return ENDINGS.flatMap((ending) => folder.find(`${stem}${ending}`)).map(pathOf);
}

function stemOf(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/, "");
}

/** Numbers must be the same: `12.jpg` is no mistake for `13.jpg`. */
function misspelled(folder: IndexedFolder, name: string): string[] {
  if (folder.names.length > LARGEST_FOLDER) return [];
  const wanted = fold(name);
  const digits = digitsOf(wanted);
  const most = Math.min(2, Math.floor(stemOf(wanted).length / 4));
  const isNear = (other: string) =>
    Math.abs(other.length - wanted.length) <= most && digitsOf(other) === digits &&
    distance(wanted, other) <= most;
  return folder.names.filter((other) => isNear(fold(other)))
    .map((other) => pathOf({ folder, name: other }));
}

function digitsOf(text: string): string {
  return text.replace(/\D+/g, " ").trim();
}

/** Letters to insert, remove or replace. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
