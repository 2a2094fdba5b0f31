/**
 * What a column of a legacy shop may mean. Shops store a path in many forms: with backslashes, percent-encoded, as a
 * `file:` URL, with spaces around it, or as the absolute path of a machine that is gone. Nothing here asks the disk.
 * @module
 */

/** A reading of a value as a path. */
export interface LegacyPath {
  /** What stands before its first name: `/`, `C:`, `//`, `~` or nothing. */
  readonly start: string;
  /** Its names. `.` and `..` are resolved; only `..` that lead out of a relative path are left, at the beginning. */
  readonly names: readonly string[];
}

/** What a value may mean. */
export type LegacyValue =
  /** The column says that there is no picture. */
  | { readonly is: "nothing" }
  /** A URL of another place, or a `data:` URL. Its path may still be mapped. */
  | { readonly is: "address"; readonly readings: readonly LegacyPath[] }
  /** The likeliest reading first. */
  | { readonly is: "path"; readonly readings: readonly LegacyPath[] };

/**
 * Matches a value that means "no picture": what Python, JavaScript, pandas, R, MySQL's dumps and spreadsheets write for a missing
 * value. A case-insensitive regular expression, for JavaScript and PostgreSQL.
 */
export const NOTHING_PATTERN =
  "^[\\s\\u00a0'\"]*(none|null|\\(null\\)|nil|nan|nat|na|<na>|#?n/a|\\\\n|undefined|false|0|-+|\\[\\s*\\]|\\{\\s*\\})?[\\s\\u00a0'\"]*$";

const NOTHING = new RegExp(NOTHING_PATTERN, "i");
/** Two letters at least: `C:\` is a drive. */
const ADDRESS = /^[\s'"]*[a-z][a-z0-9+.-]+:\/\//i;
const FILE_URL = /^[\s'"]*file:/i;
/** More readings of one value are not tried. */
const MOST_READINGS = 24;

/** Reads a value of a column. */
export function readLegacyValue(value: string): LegacyValue {
  if (NOTHING.test(value)) return { is: "nothing" };
  if (/^\s*data:/i.test(value)) return { is: "address", readings: [] };
  if (ADDRESS.test(value) && !FILE_URL.test(value)) {
    return { is: "address", readings: readingsOf(withoutQuery(clean(value))) };
  }
  const path = pathOfFileUrl(clean(value));
  const readings = path === undefined ? readingsOf(clean(value), value) : readingsOf(path);
  return { is: "path", readings };
}

/** The readings of a text, each once. `asWritten` goes first: a file may really have such a name. */
function readingsOf(text: string, asWritten?: string): LegacyPath[] {
  const texts = new Set(variantsOf(text).flatMap(formsOf));
  const paths = [...texts].map((each) => parsePath(each));
  if (asWritten !== undefined) paths.unshift(parsePath(asWritten, "/"));
  const byText = new Map(paths.map((path) => [textOf(path), path]));
  return [...byText.values()].slice(0, MOST_READINGS);
}

/** What programs do to a path on its way into a column, undone. */
const UNDO: readonly ((text: string) => string)[] = [
  decoded,
  withoutQuery,
  withoutEntities,
  (text) => text.replaceAll("+", " "),
];

/** The text, and what is behind each layer and each combination of them. Few layers first. */
function variantsOf(text: string): string[] {
  const variants = new Set([text]);
  for (const undo of UNDO) {
    for (const variant of [...variants]) {
      const once = undo(variant);
      // `%2520` is a space that was encoded twice.
      variants.add(once).add(undo(once));
    }
  }
  return [...variants];
}

/** Unicode has two forms of a letter with an accent. macOS writes the second. */
function formsOf(text: string): string[] {
  return [text, text.normalize("NFC"), text.normalize("NFD")];
}

/** Without white space, quotation marks, Python's marks of a literal, and the brackets of a list with one entry. */
function clean(value: string): string {
  const text = value.replace(/^[\s\u200b]+|[\s\u200b]+$/g, "");
  const [, inner] = /^\[\s*(["'][^"']*["'])\s*\]$/.exec(text) ?? [];
  const [, , quoted] = /^[bu]?(["'])(.*)\1$/s.exec(inner ?? text) ?? [];
  return quoted === undefined ? text : clean(quoted);
}

/** The path of a `file:` URL; undefined for other texts. Some programs write `file://C:/…` or `file:a.jpg`. */
function pathOfFileUrl(text: string): string | undefined {
  if (!FILE_URL.test(text)) return undefined;
  const rest = text.replace(FILE_URL, "").replace(/^[\\/]{2}localhost(?=[\\/])/i, "");
  return rest.replace(/^[\\/]*(?=[a-z]:)/i, "").replace(/^[\\/]{2,}/, "/");
}

/** Percent-encoding resolved. `%E9` is a letter of an old Windows code page. */
function decoded(text: string): string {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, "%25"));
  } catch {
    const codePage = new TextDecoder("windows-1252");
    return text.replace(
      /(?:%[0-9a-f]{2})+/gi,
      (bytes) =>
        codePage.decode(Uint8Array.from(bytes.slice(1).split("%"), (each) => parseInt(each, 16))),
    );
  }
}

/** `a.jpg?v=3` and `a.jpg#top` are addresses of `a.jpg`. */
function withoutQuery(text: string): string {
  return text.replace(/(?<=[^?#])[?#].*$/s, "");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&quot;": '"',
  "&#39;": "'",
  "&#039;": "'",
  "&lt;": "<",
  "&gt;": ">",
};

function withoutEntities(text: string): string {
  return text.replace(/&(?:amp|quot|lt|gt|#0?39);/g, (entity) => ENTITIES[entity]!);
}

/** Reads a text as a path. By default both kinds of slash separate names. */
export function parsePath(text: string, separators: "/" | "both" = "both"): LegacyPath {
  const slashed = separators === "both" ? text.replaceAll("\\", "/") : text;
  const [start] = /^(?:[a-z]:(?=\/|$)|~(?=\/|$)|\/\/(?=[^/])|\/)?/i.exec(slashed)!;
  const names: string[] = [];
  for (const name of slashed.slice(start.length).split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") names.push(name);
    else if (names.length > 0 && names.at(-1) !== "..") names.pop();
    else if (start === "") names.push(name);
  }
  return { start, names };
}

/** A path as one text, with `/` between its names. */
export function textOf({ start, names }: LegacyPath): string {
  const glue = start === "" || start.endsWith("/") || names.length === 0 ? "" : "/";
  return `${start}${glue}${names.join("/")}`;
}

/** Whether a relative path leads out of its folder. */
export function leadsOut({ names }: LegacyPath): boolean {
  return names[0] === "..";
}
