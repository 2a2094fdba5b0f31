import assert from "node:assert/strict";
import fc from "fast-check";
import { compareKeys, type Keyed, mergeByKey } from "../../src/pictures/merge.ts";

interface Item extends Keyed {
  readonly side: string;
}

async function* from(side: string, keys: readonly string[]): AsyncGenerator<Item, void> {
  for (const key of keys) yield await Promise.resolve({ key, side });
}

/** Keys that collide often, with characters where UTF-16 and UTF-8 sort differently. */
const keys = fc.uniqueArray(
  fc.oneof(
    fc.stringMatching(/^[abAB_-]{0,3}$/),
    fc.string({ unit: fc.constantFrom("a", "é", "\u{ffee}", "\u{1f600}"), maxLength: 3 }),
  ),
  { maxLength: 30 },
);

Deno.test("mergeByKey() finds the same as a comparison of sets, in byte order of the keys", async () => {
  await fc.assert(
    fc.asyncProperty(keys, keys, async (left, right) => {
      const joined = await Array.fromAsync(
        mergeByKey(
          from("left", left.toSorted(compareKeys)),
          from("right", right.toSorted(compareKeys)),
        ),
      );
      const all = [...new Set([...left, ...right])];
      const expected = all.toSorted((one, other) =>
        Buffer.compare(new TextEncoder().encode(one), new TextEncoder().encode(other))
      ).map((key) => ({
        key,
        left: left.includes(key) ? { key, side: "left" } : undefined,
        right: right.includes(key) ? { key, side: "right" } : undefined,
      }));
      assert.deepEqual(joined, expected);
    }),
  );
});

Deno.test("mergeByKey() reads no more of a side than it needs", async () => {
  let taken = 0;
  const counting = async function* () {
    for await (const item of from("right", ["a", "b", "c", "d"])) {
      taken++;
      yield item;
    }
  };
  const merging = mergeByKey(from("left", ["b", "z"]), counting());
  await merging.next();
  assert.equal(taken, 1);
  await merging.return();
});

Deno.test("mergeByKey() closes both sides when its reader stops early", async () => {
  const closed: string[] = [];
  const side = async function* (name: string) {
    try {
      yield* from(name, ["a", "b"]);
    } finally {
      closed.push(name);
    }
  };
  for await (const _ of mergeByKey(side("left"), side("right"))) break;
  assert.deepEqual(closed.sort(), ["left", "right"]);
});

Deno.test.each([
  { name: "unsorted", keys: ["b", "a"] },
  { name: "with a key twice", keys: ["a", "a"] },
  { name: "sorted by UTF-16", keys: ["\u{1f600}", "\u{ffee}"] },
])("mergeByKey() refuses a side that is $name", async ({ keys }) => {
  const merging = Array.fromAsync(mergeByKey(from("left", keys), from("right", ["c"])));
  await assert.rejects(merging, /the left side is not sorted/);
});
