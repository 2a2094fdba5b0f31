import assert from "node:assert/strict";
import fc from "fast-check";
import { BoundedMap } from "../../src/std/bounded_map.ts";

Deno.test("BoundedMap drops the oldest entry", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  map.set("c", 4);
  assert.deepEqual([...map], [["a", 3], ["c", 4]]);
  assert.equal(map.has("b"), false);
  assert.equal(map.get("a"), 3);
});

Deno.test("BoundedMap never has more entries than its limit, and always has the latest", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(9)), (limit, keys) => {
    const map = new BoundedMap<number, true>(limit);
    for (const key of keys) map.set(key, true);
    const latest = [...new Set(keys.toReversed())].slice(0, limit).toReversed();
    assert.deepEqual([...map].map(([key]) => key), latest);
    assert.equal(map.size, latest.length);
  }));
});

Deno.test("BoundedMap refuses a limit below 1", () => {
  assert.throws(() => new BoundedMap(0), RangeError);
  assert.throws(() => new BoundedMap(NaN), RangeError);
});
