import assert from "node:assert/strict";
import { isCron } from "../../src/std/mod.ts";

Deno.test.each<{ text: string; expected: boolean }>([
  { text: "23 3 * * *", expected: true },
  { text: "*/5 0-6,22 1,15 1-12/3 0-7", expected: true },
  { text: "0 24 * * *", expected: false },
  { text: "60 3 * * *", expected: false },
  { text: "5 3 0 * *", expected: false },
  { text: "5 3 * *", expected: false },
  { text: "0 5 3 * * *", expected: false },
  { text: "9-7 3 * * *", expected: false },
  { text: "*/0 3 * * *", expected: false },
  { text: "@daily", expected: false },
  { text: "5 3 * * mon", expected: false },
  { text: "", expected: false },
])("isCron() of $text is $expected", ({ text, expected }) => {
  assert.equal(isCron(text), expected);
});
