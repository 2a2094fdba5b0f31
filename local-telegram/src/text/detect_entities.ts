import type { Entity } from "./entity.ts";

/** The entities that Telegram finds by itself in any text. The patterns are simpler than TDLib's. */
const PATTERNS: readonly (readonly [type: string, pattern: RegExp])[] = [
  ["bot_command", /(?<![\w/<>])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/])/g],
  ["url", /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)]|(?<![\w./@-])t\.me\/[\w?=&/-]*[\w/]/g],
  ["mention", /(?<![\w/@.])@[A-Za-z]\w{2,31}\b/g],
  ["hashtag", /(?<![\w#&])#[\p{L}_][\p{L}\d_]*/gu],
];

/** Finds the commands, links, mentions and hashtags of a plain text. They do not overlap. */
export function detectEntities(text: string): Entity[] {
  const found: Entity[] = [];
  for (const [type, pattern] of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (!found.some((other) => overlap(other, entity))) found.push(entity);
    }
  }
  return found;
}

function overlap(a: Entity, b: Entity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
