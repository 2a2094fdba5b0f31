/** A word, by its characters (code points), in small letters and without accents. */
type Word = readonly string[];

/** From this length on, a word may have two mistakes. */
const LONG = 7;
/** A shorter word must be right. */
const SHORTEST = 4;

/** The words of a text. */
export function wordsOf(text: string): Word[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => [...word]);
}

/** Whether each wanted word is in the title: as a part of a word, or as a word with a mistake or two. */
export function isNearly(wanted: readonly Word[], title: readonly Word[]): boolean {
  return wanted.every((word) => title.some((other) => isNearlyWord(word, other)));
}

function isNearlyWord(wanted: Word, word: Word): boolean {
  if (word.join("").includes(wanted.join(""))) return true;
  if (wanted.length < SHORTEST) return false;
  const most = wanted.length < LONG ? 1 : 2;
  return Math.abs(wanted.length - word.length) <= most && distance(wanted, word) <= most;
}

/**
 * Counts the mistakes between two words: a letter too much, too few, another one, or two that changed places (optimal
 * string alignment, en.wikipedia.org/wiki/Damerau–Levenshtein_distance, read 2026-11).
 */
function distance(a: Word, b: Word): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
