import { badRequest } from "../errors.ts";
import { detectEntities } from "./detect_entities.ts";
import type { Entity, FormattedText } from "./entity.ts";
import { parseHtml } from "./html_text.ts";

/** A text as a bot or a user sends it. */
export interface TextInput {
  readonly text: string;
  /** `HTML` in any case; plain text when absent or empty. */
  readonly parseMode?: string | undefined;
  /** Used when there is no parse mode. */
  readonly entities?: readonly Entity[] | undefined;
}

/**
 * Parses and trims a text as Telegram does, and adds the entities that Telegram finds by itself. Throws an error with
 * Telegram's description for bad HTML.
 */
export function formatText({ text, parseMode = "", entities = [] }: TextInput): FormattedText {
  const parsed = parseByMode(text, parseMode, entities);
  const { text: trimmed, entities: kept } = trim(parsed);
  const detected = detectEntities(trimmed).filter((found) =>
    !kept.some((own) => hides(own, found))
  );
  return { text: trimmed, entities: [...kept, ...detected].sort(outermostFirst) };
}

/** Counts the characters of a text as Telegram's limits do: code points. */
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
      // Telegram knows Markdown too; this server does not.
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

/** Telegram adds no entity inside code or a link, and none that the sender gave already. */
function hides(own: Entity, found: Entity): boolean {
  const overlaps = own.offset < found.offset + found.length &&
    found.offset < own.offset + own.length;
  return overlaps && ["code", "pre", "text_link", found.type].includes(own.type);
}

function outermostFirst(a: Entity, b: Entity): number {
  return a.offset - b.offset || b.length - a.length;
}
