/** Longer values are cut in reports, in characters. */
const LONGEST = 500;

/** Parts of addresses that are secrets: of Telegram's bots, of users, of signatures. */
const SECRETS: readonly [RegExp, string][] = [
  [/(bot\d+):[\w-]+/gi, "$1:…"],
  [/\/\/[^/?#\s@]+@/g, "//…@"],
  [/([?&][\w-]*(?:sig|signature|token|key|secret|password|credential)=)[^&#\s]*/gi, "$1…"],
];

/** A value of a column as a report may show it: without secrets, and cut if it is long. */
export function shownValue(value: string): string {
  const clean = SECRETS.reduce((text, [secret, by]) => text.replace(secret, by), value)
    .replace(/^(\s*data:[^,]{0,40}).*/is, "$1…");
  return clean.length <= LONGEST ? clean : `${clean.slice(0, LONGEST).toWellFormed()}…`;
}
