import { GLYPHS } from "./glyphs.ts";

/** Letters that Unicode does not split into a base letter and an accent. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  "Æ": "A",
  "Œ": "O",
  "Ø": "O",
  "Ł": "L",
  "Đ": "D",
  "Ð": "D",
  "Þ": "T",
  "Ħ": "H",
};

/**
 * The first letters of a title's first two words, in capitals A–Z and digits, accents dropped: "Été à vélo" is "EA".
 * Words that begin with a letter that cannot be drawn are left out; it is empty if none remains.
 */
export function initialsOf(title: string): string {
  const words = title.normalize("NFD").toUpperCase().split(/[^\p{L}\p{N}\p{M}]+/u);
  return words.map(firstDrawable).join("").slice(0, 2);
}

/** The first letter of a word, if it can be drawn. */
function firstDrawable(word: string): string {
  const [first = ""] = word;
  const letter = BASE_LETTERS[first] ?? first;
  return GLYPHS.has(letter) ? letter : "";
}
