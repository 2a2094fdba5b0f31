import { readLine } from "./words.ts";

/** Longer names are cut: the hint stands in an alert of at most 200 characters. */
const LONGEST = 40;

/** What programs write when there is no name. */
const NOTHING = /^@?(none|null|nil|nan|undefined|unknown|n\/a|no[ _]?username)$/i;

/** A link to a person's page, with or without its scheme. Sources: core.telegram.org/api/links, read 2026-11. */
const PAGE =
  /^(?:https?:\/\/)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)\/@?([a-z]\w*)\/?(?:[?#].*)?$/i;
const RESOLVE = /^tg:\/\/resolve\?domain=([a-z]\w*)$/i;

/**
 * Reads what a row says of its seller's name, for people to read: `@x` for a link to x, else the words as they are.
 * Undefined if it says nothing, or holds a phone number, an id or another address. It must not become a link: the
 * name may belong to somebody else by now.
 */
export function readNameHint(text: string | null): string | undefined {
  const line = readLine(text ?? "");
  const [, linked] = PAGE.exec(line) ?? RESOLVE.exec(line) ?? [];
  const name = linked === undefined ? line : `@${linked}`;
  const isName = /\p{L}/u.test(name) && !NOTHING.test(name) && !/:\/\/|^\S+\.\S+\//.test(name);
  return isName ? shorten(name) : undefined;
}

function shorten(name: string): string {
  const characters = [...name];
  return characters.length <= LONGEST ? name : `${characters.slice(0, LONGEST - 1).join("")}…`;
}
