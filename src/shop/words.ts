/** How long a seller's texts may be, in characters (code points). Together they fit a caption of 1024. */
export const TEXT_LIMITS = { title: 120, description: 800 } as const;

/**
 * Characters that must not be in a text: control characters (but tabs and line breaks may), characters that turn the
 * direction of the text behind them, and invisible characters that would split a word in a search. The joiners may stay:
 * emoji and some scripts need them.
 */
const UNWANTED =
  // deno-lint-ignore no-control-regex -- finding control characters is its purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u3164\uffa0\ufff9-\ufffb]/g;
/**
 * A character that can be seen. A text of joiners and spaces alone would look empty. So would the fillers of Hangul and
 * the blank of Braille, although Unicode calls them a letter and a symbol.
 */
const VISIBLE = /(?![\u115f\u1160\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Removes what must not be in a text that people read. Texts of a legacy shop need it too. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(UNWANTED, "");
}

/** Reads a text as one clean line. */
export function readLine(text: string): string {
  return cleanText(text).replace(/\s+/g, " ").trim();
}

/** Reads a title: one line of 1 to 120 characters. */
export function readTitle(
  text: string,
): { readonly title: string } | { readonly refused: "empty_text" | "long_title" } {
  const title = readLine(text);
  if (!VISIBLE.test(title)) return { refused: "empty_text" };
  return [...title].length > TEXT_LIMITS.title ? { refused: "long_title" } : { title };
}

/** Reads a description: 1 to 800 characters, with its line breaks. */
export function readDescription(
  text: string,
): { readonly description: string } | { readonly refused: "empty_text" | "long_description" } {
  const lines = text.replace(/\r\n?|\u2028|\u2029/g, "\n").replaceAll("\t", " ");
  const description = cleanText(lines).replace(/\n\s*\n\s*\n/g, "\n\n").trim();
  if (!VISIBLE.test(description)) return { refused: "empty_text" };
  return [...description].length > TEXT_LIMITS.description
    ? { refused: "long_description" }
    : { description };
}
