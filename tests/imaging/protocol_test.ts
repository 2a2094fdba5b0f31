import assert from "node:assert/strict";
import fc from "fast-check";
import { parseReply } from "../../src/imaging/worker/protocol.ts";

Deno.test.each([
  { name: "a pair of pictures", head: { coverBytes: 10 } },
  { name: "a refusal", head: { refused: "corrupt" } },
  { name: "a failure", head: { failed: "Error: out of memory" } },
])("parseReply() reads $name", ({ head }) => {
  assert.deepEqual(parseReply(head, 15), head);
});

Deno.test.each([
  { name: "nothing", head: null },
  { name: "a refusal of its own making", head: { refused: "bored" } },
  { name: "a cover longer than everything", head: { coverBytes: 16 } },
  { name: "a cover that leaves no thumb", head: { coverBytes: 15 } },
  { name: "an empty cover", head: { coverBytes: 0 } },
  { name: "half a byte", head: { coverBytes: 1.5 } },
  { name: "a length as text", head: { coverBytes: "10" } },
])("parseReply() does not take $name", ({ head }) => {
  assert.throws(() => parseReply(head, 15), TypeError);
});

Deno.test("parseReply() takes whatever it is given for a reply or throws a TypeError", () => {
  fc.assert(fc.property(fc.jsonValue(), (head) => {
    try {
      assert.equal(Object.keys(parseReply(head, 15)).length, 1);
    } catch (error) {
      assert.ok(error instanceof TypeError);
    }
  }));
});
