import { type NotOwn, readLine } from "../../shop/mod.ts";
import { escapeHtml } from "../html.ts";
import type { Locale } from "../locales/mod.ts";
import { type Album, leftOutOf, type NumberedItem } from "./albums.ts";
import type { AnswerRefusal } from "./answer.ts";
import type { DraftPhoto } from "./draft_photos.ts";

/** Characters of a file name in a line. */
const NAME_LENGTH = 40;

/** How many pictures a draft has, if there are several, and what of this album was not taken, as Telegram HTML. */
export function takenLines(
  photos: readonly DraftPhoto[],
  album: Album | undefined,
  t: Locale,
): string[] {
  const left = album === undefined ? [] : leftOutLines(album, t);
  const isWorthSaying = photos.length > 1 || photos.length === 1 && left.length > 0;
  return [...(isWorthSaying ? [t.pictures.soFar(photos.length)] : []), ...left];
}

/** What of an album was not taken, and why: a line for each reason, as Telegram HTML. */
export function leftOutLines(album: Album, t: Locale): string[] {
  return [...leftOutOf(album)].map(([why, items]) => {
    const names = items.map((item) => nameOf(item, t)).join(", ");
    return t.pictures.leftOut(names, reasonOf(why, t));
  });
}

/** Why a picture was not taken, as Telegram HTML. */
export function reasonOf(why: string, { refusal, notOwn }: Locale): string {
  return { ...refusal, ...notOwn }[why as AnswerRefusal | NotOwn["refused"]] ?? "";
}

/** A file name says more than a number. */
function nameOf({ number, fileName }: NumberedItem, t: Locale): string {
  const characters = [...readLine(fileName ?? "")];
  if (characters.length === 0) return t.pictures.number(number);
  const shown = characters.length <= NAME_LENGTH
    ? characters
    : [...characters.slice(0, NAME_LENGTH - 1), "…"];
  return t.pictures.file(escapeHtml(shown.join("")), number);
}
