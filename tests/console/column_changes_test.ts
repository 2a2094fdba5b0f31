import assert from "node:assert/strict";
import { byColumn, picturesText } from "../../src/domain/mod.ts";
import { changesOf } from "../../src/console/column_changes.ts";

const NONE = byColumn(() => null);
const [FIRST, SECOND] = [1, 2].map((picture) => ({ picture, ...NONE }));
const STORED = { ...SECOND!, thumbnail_url: "https://cdn.example/2.jpg" };
const ONE = { ...NONE, pictures_in_order: null };
const TWO = { ...NONE, pictures_in_order: picturesText([FIRST!, SECOND!]) };
const TWO_STORED = { ...NONE, pictures_in_order: picturesText([FIRST!, STORED]) };

Deno.test("changesOf() names what became of a further picture, and the order of all", () => {
  assert.deepEqual(changesOf(ONE, TWO), [
    { column: "pictures_in_order", from: null, to: "1, 2" },
  ]);
  assert.deepEqual(changesOf(TWO, TWO_STORED), [
    { column: "pictures_in_order 2 thumbnail_url", from: null, to: STORED.thumbnail_url },
  ]);
  assert.deepEqual(changesOf(TWO, TWO), []);
  assert.deepEqual(changesOf(ONE, { ...ONE, thumbnail_url: "x" }), [
    { column: "thumbnail_url", from: null, to: "x" },
  ]);
});
