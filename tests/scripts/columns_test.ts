import assert from "node:assert/strict";
import type { LoggedEvent } from "../../src/domain/mod.ts";
import { ShortLines } from "../../scripts/events/short_lines.ts";
import { fit, widthOf } from "../../scripts/support/columns.ts";
import { breakLine } from "../../scripts/support/lines.ts";
import { createProgress } from "../../scripts/support/progress.ts";

Deno.test.each<{ text: string; columns: number; shown: string }>([
  { text: "abc", columns: 5, shown: "abc  " },
  { text: "abc", columns: 3, shown: "abc" },
  { text: "abcd", columns: 3, shown: "ab…" },
  { text: "椅子", columns: 4, shown: "椅子" },
  { text: "椅子x", columns: 4, shown: "椅… " },
  { text: "e\u0301te\u0301", columns: 3, shown: "e\u0301te\u0301" },
  { text: "🪑🪑", columns: 3, shown: "🪑…" },
  { text: "", columns: 2, shown: "  " },
])("fit() of $text into $columns columns is $shown", ({ text, columns, shown }) => {
  assert.equal(fit(text, columns), shown);
  assert.equal(widthOf(shown), columns);
});

Deno.test.each<{ name: string; line: string; expected: readonly string[] }>([
  { name: "a short line", line: "  total  12", expected: ["  total  12"] },
  {
    name: "a long line",
    line: "  total  12 of the log",
    expected: ["  total  12", "      of the", "      log"],
  },
  { name: "a path", line: "/a/very/long/path", expected: ["/a/very/long/path"] },
])("breakLine() keeps $name readable", ({ line, expected }) => {
  assert.deepEqual(breakLine(line, 12), expected);
});

Deno.test("a progress bar fits into the terminal, however large its numbers are", () => {
  for (const total of [4, 5_000_000_000]) {
    const drawn: string[] = [];
    const write = (text: string) => void drawn.push(text);
    let nowMs = 0;
    const now = () => nowMs += 10;
    const options = { unit: "objects of the log", total, terminal: true, columns: 80, write, now };
    createProgress(options).update(Math.round(total / 4));
    const [, bar = ""] = drawn.join("").split("\r\x1b[K");
    assert.match(bar, /^\[█+░+\] [\d,]+ of [\d,]+ objects of the log, 25 %/);
    assert.ok(bar.length < 80, bar);
  }
});

const EVENT: LoggedEvent = {
  position: 1,
  productId: "TBF-7KQ2MX",
  version: 1,
  eventId: crypto.randomUUID(),
  type: "TelegramFileIdCaptured",
  schemaVersion: 1,
  imageType: "cover",
  data: {},
  metadata: {},
  recordedAt: "2026-05-01T23:59:59.999999Z",
};

Deno.test("ShortLines tells each day once, and no line is wider than told", () => {
  const lines = new ShortLines(80);
  const next = { ...EVENT, recordedAt: "2026-05-02T00:00:00.000000Z" };
  const titles = new Map([["TBF-7KQ2MX", "椅子".repeat(30)]]);
  const odd = { ...next, position: 123_456_789, imageType: "thumb.10", productId: "x".repeat(300) };
  const shown = [...lines.of([EVENT, EVENT], titles), ...lines.of([next, odd], titles)];
  assert.deepEqual(shown.filter((line) => /^20/.test(line)), [
    "2026-05-01 (UTC)",
    "2026-05-02 (UTC)",
  ]);
  assert.equal(shown.length, 6);
  for (const line of shown) assert.ok(widthOf(line) <= 80, line);
  assert.match(
    shown[1]!,
    /^ {5}1 {2}23:59:59 {2}TBF-7KQ2MX 椅子.*… ? {2}cover {5}TelegramFileIdCaptured$/,
  );
});
