import assert from "node:assert/strict";
import { pauseAfter, retry } from "../../src/std/retry.ts";

const QUICK = { maxAttempts: 5, firstPauseMs: 1, longestPauseMs: 2 };
const always = () => true;

Deno.test("retry() repeats temporary errors, and returns the first success", async () => {
  const numbers: number[] = [];
  const result = await retry(
    (number) => {
      numbers.push(number);
      return number < 3 ? Promise.reject(new Error("away")) : Promise.resolve("done");
    },
    QUICK,
    { isTransient: always },
  );
  assert.equal(result, "done");
  assert.deepEqual(numbers, [1, 2, 3]);
});

Deno.test("retry() throws a permanent error at once", async () => {
  let attempts = 0;
  const refused = new Error("refused");
  const tried = retry(
    () => {
      attempts++;
      return Promise.reject(refused);
    },
    QUICK,
    { isTransient: (error) => error !== refused },
  );
  await assert.rejects(tried, refused);
  assert.equal(attempts, 1);
});

Deno.test("retry() throws the last error when the attempts are used up", async () => {
  const heard: number[] = [];
  const tried = retry((number) => Promise.reject(new Error(`attempt ${number}`)), QUICK, {
    isTransient: always,
    onRetry: (_error, attempt) => heard.push(attempt),
  });
  await assert.rejects(tried, /attempt 5/);
  assert.deepEqual(heard, [1, 2, 3, 4], "the listener is told about repeated attempts");
});

Deno.test("retry() does not start a pause that is longer than its remaining time", async () => {
  let attempts = 0;
  const tried = retry(
    () => {
      attempts++;
      return Promise.reject(new Error("away"));
    },
    { ...QUICK, totalMs: 60_000 },
    { isTransient: always, leastPauseMs: () => 60_001 },
  );
  await assert.rejects(tried, /away/);
  assert.equal(attempts, 1);
});

Deno.test("retry() throws the reason of a signal that ends its pause", async () => {
  const controller = new AbortController();
  const tried = retry(() => Promise.reject(new Error("away")), {
    maxAttempts: Infinity,
    firstPauseMs: 3_600_000,
    longestPauseMs: 3_600_000,
  }, {
    isTransient: always,
    signal: controller.signal,
    onRetry: () => controller.abort(new Error("told to stop")),
  });
  await assert.rejects(tried, /told to stop/);
});

Deno.test.each([
  { number: 1, expected: 100 },
  { number: 2, expected: 200 },
  { number: 4, expected: 800 },
  { number: 5, expected: 1000 },
  { number: 5000, expected: 1000 },
])("pauseAfter($number) is $expected ms", ({ number, expected }) => {
  assert.equal(pauseAfter(number, { firstPauseMs: 100, longestPauseMs: 1000 }), expected);
});
