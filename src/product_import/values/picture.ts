/** What programs write where there is no value. */
const NOTHING = /^(none|null|nan|nil|undefined|\\n|n\/a|-)?$/i;

/** Whether a text means that there is no value: empty, `None`, `NULL`, `nan`, `\N`. */
export function isNothing(text: string): boolean {
  return NOTHING.test(text.trim());
}

/** What a column says of pictures. */
export interface PictureValue {
  /** The first picture. Null if there is none. */
  readonly first: string | null;
  /** How many more the value names. The shop has one picture for each product. */
  readonly further: number;
}

/** An address may have a query. */
const IMAGE_END = /\.(jpe?g|png|webp|gif|heic|avif|bmp)([?#]\S*)?$/i;

/** Reads a path or an address, or a list of them: JSON, an array of PostgreSQL, or with commas, semicolons or bars. */
export function readPicture(text: string): PictureValue {
  const names = listOf(text.trim()).filter((name) => !isNothing(name)).map((name) => name.trim());
  return { first: names[0] ?? null, further: Math.max(0, names.length - 1) };
}

function listOf(text: string): string[] {
  if (text.startsWith("[")) return jsonList(text) ?? [text];
  if (/^\{.*\}$/s.test(text)) return arrayOf(text.slice(1, -1));
  const parts = text.split(/[,;|\n]/);
  return parts.length > 1 && parts.every((part) => IMAGE_END.test(part.trim())) ? parts : [text];
}

/** A list of texts, or of objects with a path such as `{"url": …}`. Python writes it with single quotes. */
function jsonList(text: string): string[] | undefined {
  for (const candidate of [text, text.replaceAll("'", '"')]) {
    try {
      const list: unknown = JSON.parse(candidate);
      if (Array.isArray(list)) return list.flatMap(pathOf);
    } catch {
      // The next candidate, or no list.
    }
  }
  return undefined;
}

function pathOf(entry: unknown): string[] {
  if (typeof entry === "string") return [entry];
  if (typeof entry !== "object" || entry === null) return [];
  const { url, path, src, file_id: fileId } = entry as Record<string, unknown>;
  const found = [url, path, src, fileId].find((value) => typeof value === "string");
  return typeof found === "string" ? [found] : [];
}

function arrayOf(list: string): string[] {
  return [...list.matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/g)]
    .map(([, quoted, plain]) => quoted?.replace(/\\(.)/g, "$1") ?? plain!);
}
