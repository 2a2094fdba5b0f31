/**
 * The pictures that one value names. Shops write several into one column: as JSON, as Python or PHP print a list, as an array
 * of PostgreSQL, or with separators. tests/pictures/value_list_test.ts names shops that do.
 * @module
 */
import { NOTHING_PATTERN } from "../storage/mod.ts";
import { readTelegramId } from "./telegram_id.ts";

const NOTHING = new RegExp(NOTHING_PATTERN, "i");
/** An address may have a query. */
const IMAGE_NAME = /\.(jpe?g|png|webp|gif|heic|heif|avif|bmp|tiff?)([?#]\S*)?$/i;

/** The values of a list, in its order, or the text itself. Never none. */
export function listedIn(text: string): readonly string[] {
  const trimmed = text.trim();
  const listed = writtenList(trimmed)?.map((each) => each.trim());
  const values = listed?.filter((each) => !NOTHING.test(each)) ?? [];
  return values.length > 0 ? values : [trimmed];
}

function writtenList(text: string): readonly string[] | undefined {
  if (/^["[{]/.test(text)) return jsonList(text) ?? pythonList(text) ?? arrayOf(text);
  return pythonList(text) ?? phpList(text) ?? separated(text);
}

function jsonList(text: string): readonly string[] | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  // Some programs write JSON into JSON.
  if (typeof read === "string") return /^[[{]/.test(read) ? jsonList(read) : undefined;
  if (Array.isArray(read)) return found(inOrder(read).flatMap(entryOf));
  const entry = entryOf(read);
  return found(entry.length > 0 ? entry : Object.values(read ?? {}).flatMap(entryOf));
}

function found(values: readonly string[]): readonly string[] | undefined {
  return values.length > 0 ? values : undefined;
}

/** The names of an entry's picture, the surest first. */
const NAMES = [
  "url",
  "src",
  "path",
  "file_id",
  "fileId",
  "image",
  "photo",
  "href",
  "file",
  "media",
];
const PLACES = ["position", "order", "sort_order", "sortOrder", "sort"];

/** The picture of an entry: a text, or an object such as `{"url": …}`. */
function entryOf(entry: unknown): string[] {
  if (typeof entry === "string") return [entry];
  const values = (entry ?? {}) as Record<string, unknown>;
  const name = NAMES.find((each) => typeof values[each] === "string");
  return name === undefined ? [] : [values[name] as string];
}

/** By the place that each entry names; as they are written if one names none. */
function inOrder(entries: readonly unknown[]): readonly unknown[] {
  const placeOf = (entry: unknown) =>
    PLACES.map((name) => (entry as Record<string, unknown> | null)?.[name])
      .find((place) => typeof place === "number") as number | undefined;
  if (entries.some((entry) => placeOf(entry) === undefined)) return entries;
  return entries.toSorted((one, other) => placeOf(one)! - placeOf(other)!);
}

const PYTHON_ENTRY = /\s*[bu]?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|None)\s*(?:,|$)/y;

/** `['a.jpg', "it's.jpg"]` and `('a.jpg', 'b.jpg')`, as Python prints them. */
function pythonList(text: string): readonly string[] | undefined {
  const [, list, tuple] = /^(?:\[(.*)\]|\((.*)\))$/s.exec(text) ?? [];
  const entries = entriesOf((list ?? tuple ?? "").trim(), PYTHON_ENTRY);
  return found(entries?.flatMap(([, one, two]) => one ?? two ?? []).map(unescaped) ?? []);
}

/** The matches of a text that consists of entries only. */
function entriesOf(text: string, entry: RegExp): readonly RegExpExecArray[] | undefined {
  const entries: RegExpExecArray[] = [];
  for (let at = 0; at < text.length; at = entry.lastIndex) {
    entry.lastIndex = at;
    const found = entry.exec(text);
    if (found === null) return undefined;
    entries.push(found);
  }
  return entries;
}

function unescaped(text: string): string {
  return text.replace(/\\(['"\\])/g, "$1");
}

/** `a:2:{i:0;s:5:"a.jpg";i:1;s:5:"b.jpg";}`, as PHP's serialize() writes it. */
function phpList(text: string): readonly string[] | undefined {
  if (!/^a:\d+:\{.*\}$/s.test(text)) return undefined;
  return found([...text.matchAll(/i:\d+;s:\d+:"(.*?)";/gs)].map(([, value]) => value!));
}

const ARRAY_ENTRY = /(?:"((?:[^"\\]|\\.)*)"|([^,"{}]+))(?:,|$)/y;

/** `{a.jpg,"b, c.jpg"}`, as PostgreSQL writes an array. A text in braces alone may be a name. */
function arrayOf(text: string): readonly string[] | undefined {
  const [, inner = ""] = /^\{(.*)\}$/s.exec(text) ?? [];
  const entries = entriesOf(inner, ARRAY_ENTRY) ?? [];
  const values = entries.map(([, quoted, plain]) =>
    quoted === undefined ? plain! : unescaped(quoted)
  );
  const isArray = values.length > 1 || entries[0]?.[1] !== undefined || isPicture(values[0] ?? "");
  return isArray ? found(values) : undefined;
}

/**
 * Addresses, Telegram's ids or names of pictures with separators. A comma may belong to an address. So each part must look
 * like a picture, and a part that begins as an address ends where the next one begins.
 */
function separated(text: string): readonly string[] | undefined {
  const ways = [/[\s,;|]+(?=(?:https?:)?\/\/)/i, /[\s,;|]+/, /[,;|\r\n\t]+/];
  const are = [isAddress, isReference, isName];
  for (const [n, way] of ways.entries()) {
    const parts = text.split(way).map((part) => part.replace(/[\s,;|]+$/, "")).filter(Boolean);
    const isList = parts.length > 1 || (parts.length === 1 && parts[0] !== text);
    if (isList && parts.every(are[n]!)) return parts;
  }
  return undefined;
}

function isAddress(text: string): boolean {
  return /^(https?:)?\/\/[^/]+\./i.test(text) && !/\s/.test(text);
}

function isReference(text: string): boolean {
  return isAddress(text) || readTelegramId(text) !== undefined;
}

/** An address that ends otherwise may go on behind the comma. */
function isName(text: string): boolean {
  return IMAGE_NAME.test(text.trim()) || readTelegramId(text.trim()) !== undefined;
}

function isPicture(text: string): boolean {
  return isName(text) || isReference(text.trim());
}
