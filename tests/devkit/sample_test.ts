import assert from "node:assert/strict";
import { RUNS_ALL, sampleOf, sized } from "../../devkit/testing/sample.ts";

const ITEMS = Array.from({ length: 20 }, (_, index) => index);

Deno.test("sampleOf() takes one in so many, in order, the same for the same seed", () => {
  const sample = sampleOf(ITEMS, 6, 42);
  assert.equal(sample.length, RUNS_ALL ? 20 : 4);
  assert.deepEqual(sample, [...sample].sort((a, b) => a - b));
  assert.deepEqual(sampleOf(ITEMS, 6, 42), sample);
});

Deno.test("sampleOf() reaches every item by some seed", { ignore: RUNS_ALL }, () => {
  const seen = new Set(ITEMS.flatMap((seed) => sampleOf(ITEMS, 6, seed + 1)));
  assert.equal(seen.size, ITEMS.length);
});

Deno.test("sampleOf() takes one at least, and none of none", () => {
  assert.equal(sampleOf([1], 6, 1).length, 1);
  assert.deepEqual(sampleOf([], 6, 1), []);
});

Deno.test("sized() follows what the run takes", () => {
  assert.equal(sized({ all: 2, sample: 1 }), RUNS_ALL ? 2 : 1);
});
