import assert from "node:assert/strict";
import { RUNS_ALL, sampleOf, sized } from "../../devkit/testing/sample.ts";

const ITEMS = Array.from({ length: 20 }, (_, index) => index);

Deno.test("sampleOf() takes a part of the items in order, and the same part for the same seed", () => {
  const sample = sampleOf(ITEMS, 6, 42);
  assert.equal(sample.length, RUNS_ALL ? 20 : 4);
  assert.deepEqual(sample, [...sample].sort((a, b) => a - b));
  assert.deepEqual(sampleOf(ITEMS, 6, 42), sample);
});

Deno.test("sampleOf() reaches every item with some seed", { ignore: RUNS_ALL }, () => {
  const seen = new Set(ITEMS.flatMap((seed) => sampleOf(ITEMS, 6, seed + 1)));
  assert.equal(seen.size, ITEMS.length);
});

Deno.test("sampleOf() takes at least one item, and none of an empty list", () => {
  assert.equal(sampleOf([1], 6, 1).length, 1);
  assert.deepEqual(sampleOf([], 6, 1), []);
});

Deno.test("sized() returns the size for a sample or for a complete run", () => {
  assert.equal(sized({ all: 2, sample: 1 }), RUNS_ALL ? 2 : 1);
});
