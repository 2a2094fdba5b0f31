import assert from "node:assert/strict";
import fc from "fast-check";
import { byImage, IMAGE_TYPES } from "../../src/domain/mod.ts";
import { joinJpegs, parseReply, splitJpegs } from "../../src/imaging/worker/protocol.ts";

Deno.test.each<{ name: string; head: unknown }>([
  { name: "pictures", head: { lengths: { cover: 10, thumb: 5 } } },
  { name: "a refusal", head: { refused: "corrupt" } },
  { name: "a failure", head: { failed: "Error: out of memory" } },
])("parseReply() reads $name", ({ head }) => {
  assert.deepEqual(parseReply(head, 15), head);
});

Deno.test.each<{ name: string; head: unknown }>([
  { name: "nothing", head: null },
  { name: "a refusal of its own making", head: { refused: "bored" } },
  { name: "a file longer than everything", head: { lengths: { cover: 16, thumb: 5 } } },
  { name: "files shorter than everything", head: { lengths: { cover: 9, thumb: 5 } } },
  { name: "a picture that is missing", head: { lengths: { cover: 15 } } },
  { name: "a picture that no product has", head: { lengths: { cover: 9, thumb: 5, poster: 1 } } },
  { name: "a picture's name of an object's", head: { lengths: { cover: 15, toString: 0 } } },
  { name: "an empty file", head: { lengths: { cover: 15, thumb: 0 } } },
  { name: "a file of less than nothing", head: { lengths: { cover: 16, thumb: -1 } } },
  { name: "half a byte", head: { lengths: { cover: 13.5, thumb: 1.5 } } },
  { name: "lengths as text", head: { lengths: { cover: "10", thumb: "5" } } },
])("parseReply() does not take $name", ({ head }) => {
  assert.throws(() => parseReply(head, 15), TypeError);
});

Deno.test("parseReply() reads any JSON as a reply or throws a TypeError", () => {
  fc.assert(fc.property(fc.jsonValue(), (head) => {
    try {
      assert.equal(Object.keys(parseReply(head, 15)).length, 1);
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
