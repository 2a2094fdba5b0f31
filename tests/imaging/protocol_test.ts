import assert from "node:assert/strict";
import fc from "fast-check";
import { byImage, IMAGE_TYPES } from "../../src/domain/mod.ts";
import { joinJpegs, parseReply, splitJpegs } from "../../src/imaging/worker/protocol.ts";

/** Each picture has five bytes. */
const FIVE = byImage(() => 5);
const TOTAL = 5 * IMAGE_TYPES.length;

Deno.test.each<{ name: string; head: unknown }>([
  { name: "pictures", head: { lengths: FIVE } },
  { name: "pictures and times", head: { lengths: FIVE, ms: { decode: 1.5, encode: 0 } } },
  { name: "a refusal", head: { refused: "corrupt" } },
  { name: "a placeholder", head: { drawn: true } },
  { name: "a failure", head: { failed: "Error: out of memory" } },
])("parseReply() reads $name", ({ head }) => {
  assert.deepEqual(parseReply(head, TOTAL), head);
});

Deno.test.each<{ name: string; head: unknown }>([
  { name: "nothing", head: null },
  { name: "an unknown refusal", head: { refused: "bored" } },
  { name: "a file longer than the whole body", head: { lengths: { ...FIVE, cover: TOTAL + 1 } } },
  { name: "files shorter than the whole body", head: { lengths: { ...FIVE, cover: 4 } } },
  { name: "a missing picture", head: { lengths: { cover: TOTAL } } },
  { name: "an unknown picture", head: { lengths: { ...FIVE, cover: 4, poster: 1 } } },
  { name: "the name of an object's method", head: { lengths: { ...FIVE, toString: 0 } } },
  { name: "an empty file", head: { lengths: { ...FIVE, cover: 10, thumb: 0 } } },
  { name: "a negative length", head: { lengths: { ...FIVE, cover: 11, thumb: -1 } } },
  { name: "half a byte", head: { lengths: { ...FIVE, cover: 4.5, thumb: 5.5 } } },
  { name: "lengths as text", head: { lengths: byImage(() => "5") } },
])("parseReply() refuses $name", ({ head }) => {
  assert.throws(() => parseReply(head, TOTAL), TypeError);
});

Deno.test("parseReply() refuses a placeholder without bytes", () => {
  assert.throws(() => parseReply({ drawn: true }, 0), TypeError);
});

Deno.test.each<{ name: string; ms: unknown }>([
  { name: "a negative time", ms: { decode: -1, encode: 1 } },
  { name: "a time as text", ms: { decode: "1", encode: 1 } },
  { name: "a missing time", ms: { decode: 1 } },
  { name: "another time", ms: { decode: 1, encode: 1, rest: 1 } },
  { name: "no record of times", ms: 5 },
])("parseReply() reads pictures without $name", ({ ms }) => {
  assert.deepEqual(parseReply({ lengths: FIVE, ms }, TOTAL), { lengths: FIVE });
});

Deno.test("parseReply() reads any JSON as a reply or throws a TypeError", () => {
  fc.assert(fc.property(fc.jsonValue(), (head) => {
    try {
      assert.equal(Object.keys(parseReply(head, TOTAL)).length, 1);
    } catch (error) {
      assert.ok(error instanceof TypeError);
    }
  }));
});

Deno.test("splitJpegs() returns the files that joinJpegs() joined, by picture", () => {
  const file = fc.uint8Array({ minLength: 1, maxLength: 30 });
  const files = fc.array(file, { minLength: IMAGE_TYPES.length, maxLength: IMAGE_TYPES.length });
  fc.assert(fc.property(files, (files) => {
    const jpegs = byImage((each) => files[IMAGE_TYPES.indexOf(each)]!);
    const { lengths, body } = joinJpegs(jpegs);
    const bytes = Uint8Array.from(body.flatMap((piece) => [...piece]));
    assert.deepEqual(parseReply({ lengths }, bytes.length), { lengths });
    const split = splitJpegs(bytes, lengths);
    assert.deepEqual(byImage((each) => [...split[each]]), byImage((each) => [...jpegs[each]]));
  }));
});
