/**
 * Outputs that a document shows of another run than the test's: other ids, numbers and addresses, maybe fewer lines.
 * @module
 */
import assert from "node:assert/strict";

/** What differs from run to run, and what stands for it. */
const DIFFERENT: readonly [RegExp, string][] = [
  [/https?:\/\/[^\s,]+/g, "URL"],
  [/(?<= at )[\w.-]+\.[\w.:-]+$/g, "HOST"],
  [/@\w+(?=, bot )/g, "@BOT"],
  [/TBF-[0-9A-Z]+(, TBF-[0-9A-Z]+)*/g, "ID"],
  [/^[0-9a-f]{8}(?= )/g, "JOB"],
  [/(?<=SHA-256: )\S+/g, "HASH"],
  [/\d[\d.,]*/g, "0"],
  [/ +/g, " "],
];

/** A line without what differs from run to run. */
function shapeOf(line: string): string {
  return DIFFERENT.reduce((text, [pattern, by]) => text.replace(pattern, by), line).trim();
}

/** Asserts that each line of a document is one of an output, in their order. */
export function assertShown(document: string, output: string): void {
  const printed = output.split("\n").map(shapeOf);
  let at = 0;
  for (const line of document.trimEnd().split("\n")) {
    const found = printed.indexOf(shapeOf(line), at);
    assert.ok(found >= 0, `The document shows a line that is not printed:\n${line}\nof\n${output}`);
    at = found + 1;
  }
}
