import { detectEntities } from "./detect_entities.ts";
import { badRequest } from "./errors.ts";
import { parseHtml } from "./html_text.ts";

/** A styled or special part of a text; offset and length in UTF-16 code units. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  /** Of a `text_link`. */
  readonly url?: string;
  /** Of a `pre`. */
  readonly language?: string;
}

/** A text with its entities, outermost first. */
export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** How a text came. */
export interface TextInput {
  readonly text: string;
  /** `HTML`, without regard to case; plain text when absent or empty. */
  readonly parseMode?: string | undefined;
  /** Used when there is no parse mode. */
  readonly entities?: readonly Entity[] | undefined;
}

/** Parses, trims and completes a text as Telegram does; refuses bad HTML. */
export function formatText({ text, parseMode = "", entities = [] }: TextInput): FormattedText {
  const parsed = parseByMode(text, parseMode, entities);
  const { text: trimmed, entities: kept } = trim(parsed);
  const detected = detectEntities(trimmed).filter((found) =>
    !kept.some((own) => hides(own, found))
  );
  return { text: trimmed, entities: [...kept, ...detected].sort(outermostFirst) };
}

/** How many characters a text has for Telegram's limits: code points. */
export function characterCount(text: string): number {
  return [...text].length;
}

function parseByMode(text: string, mode: string, entities: readonly Entity[]): FormattedText {
  switch (mode.toLowerCase()) {
    case "":
      return { text, entities };
    case "html":
      return parseHtml(text);
    default:
      // Markdown exists at Telegram, but nothing here is to depend on it.
      throw badRequest("Unsupported parse_mode");
  }
}

function trim({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const clipped = entities.map((entity) => {
    const from = Math.max(entity.offset - start, 0);
    const to = Math.min(entity.offset - start + entity.length, trimmed.length);
    return { ...entity, offset: from, length: to - from };
  });
  return { text: trimmed, entities: clipped.filter((entity) => entity.length > 0) };
}

/** Links and commands are not looked for in code and links; nor twice. */
function hides(own: Entity, found: Entity): boolean {
  const overlaps = own.offset < found.offset + found.length &&
    found.offset < own.offset + own.length;
  return overlaps && ["code", "pre", "text_link", found.type].includes(own.type);
}

function outermostFirst(a: Entity, b: Entity): number {
  return a.offset - b.offset || b.length - a.length;
}
