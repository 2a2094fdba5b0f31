// deno-lint-ignore no-control-regex -- the colours of a terminal
const COLOUR = /\u001b\[\d*m/g;

/**
 * Breaks a text between words into lines of at most `width` columns. A word that is longer stays whole. Further lines
 * begin with `indent`, which counts. Codes of colours do not count.
 */
export function wrap(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(/ *[^ ]+/g) ?? []) {
    if (line !== "" && shownLength(line + word) > width) {
      lines.push(line);
      line = indent + word.trimStart();
    } else line += word;
  }
  return [...lines, line];
}

function shownLength(text: string): number {
  return text.replace(COLOUR, "").length;
}
