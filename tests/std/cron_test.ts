import assert from "node:assert/strict";
import { isCron, mostDaysBetween } from "../../src/std/mod.ts";

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

Deno.test.each<{ cron: string; days: number }>([
  { cron: "23 3 * * *", days: 1 },
  { cron: "*/5 0-6 * * *", days: 1 },
  { cron: "23 3 * * 0", days: 7 },
  { cron: "23 3 1,15 * *", days: 31 },
  { cron: "23 3 1 * 0", days: 7 },
  { cron: "23 3 1 1-6 *", days: 366 },
])("mostDaysBetween() of $cron is $days", ({ cron, days }) => {
  assert.equal(mostDaysBetween(cron), days);
});
