/**
 * Breaks a text between words into lines of at most `width` columns. A word that is longer stays whole. Further lines
 * begin with `indent`, which counts.
 */
export function wrap(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(/ *[^ ]+/g) ?? []) {
    if (line !== "" && line.length + word.length > width) {
      lines.push(line);
      line = indent + word.trimStart();
    } else line += word;
  }
  return [...lines, line];
}
