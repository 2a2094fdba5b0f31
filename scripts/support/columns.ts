/**
 * How wide lines are in a terminal, and how texts fit into them.
 * @module
 */

import { terminalColumns } from "../../src/command.ts";

/** Lines that are no one's terminal have as many columns as the smallest one. */
const COLUMNS = 80;

/** Characters of two columns: East Asian wide ones (Unicode Standard Annex 11), and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Characters that add no column: marks above others, joiners, variants. */
const NARROW = /[\p{Mn}\p{Me}\u200d\ufe0f]/u;

/** How many columns a line of standard output may have. */
export function columnsOfOutput(): number {
  return Deno.stdout.isTerminal() ? terminalColumns() : COLUMNS;
}

/** How many columns a text takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** A text of exactly `columns` columns: cut, or with spaces behind it. */
export function fit(text: string, columns: number): string {
  const missing = columns - widthOf(text);
  if (missing >= 0) return text + " ".repeat(missing);
  let cut = "";
  let width = 0;
  for (const character of text) {
    width += columnsOf(character);
    // The last column is for the dots.
    if (width >= columns) break;
    cut += character;
  }
  return fit(`${cut}…`, columns);
}

function columnsOf(character: string): number {
  return WIDE.test(character) ? 2 : NARROW.test(character) ? 0 : 1;
}
