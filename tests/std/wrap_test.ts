import assert from "node:assert/strict";
import { wrap } from "../../src/std/mod.ts";

Deno.test.each<{ name: string; text: string; indent?: string; expected: readonly string[] }>([
  { name: "a short text as it is", text: "one two", expected: ["one two"] },
  { name: "words up to the width", text: "12345 7890 abc", expected: ["12345 7890", "abc"] },
  {
    name: "long words in one piece",
    text: "a 123456789012 b",
    expected: ["a", "123456789012", "b"],
  },
  {
    name: "the indent inside the width",
    text: "- one two three four",
    indent: "  ",
    expected: ["- one two", "  three", "  four"],
  },
  { name: "spaces at the start", text: "  - one two", expected: ["  - one", "two"] },
  {
    name: "colours without counting them",
    text: "\u001b[32mone\u001b[0m \u001b[2mtwo\u001b[0m 345",
    expected: ["\u001b[32mone\u001b[0m \u001b[2mtwo\u001b[0m", "345"],
  },
  { name: "an empty text", text: "", expected: [""] },
])("wrap() keeps $name", ({ text, indent, expected }) => {
  assert.deepEqual(wrap(text, 10, indent), expected);
});
