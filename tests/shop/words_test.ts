import assert from "node:assert/strict";
import fc from "fast-check";
import { readDescription, readTitle } from "../../src/shop/words.ts";
import { anyCharacter } from "../../devkit/testing/any_character.ts";

Deno.test.each<{ text: string; read: string }>([
  { text: "  A   lamp\n here ", read: "A lamp here" },
  { text: "a\u202etxt\u202c\u200f\u061c", read: "atxt" },
  { text: "nul\u0000l\u007f", read: "null" },
  { text: "\u2067la\u200bm\u2060p\ufeff \u00ad\u180e\u206fx\u2069", read: "lamp x" },
  { text: "می\u200cخواهم", read: "می\u200cخواهم" },
  { text: "👨‍👩‍👧", read: "👨‍👩‍👧" },
  { text: "\ud800x", read: "\ufffdx" },
  { text: "😀".repeat(120), read: "😀".repeat(120) },
  { text: "😀".repeat(121), read: "long_title" },
  { text: "\u200b\u2060\ufeff", read: "empty_text" },
  { text: " \n ", read: "empty_text" },
])("readTitle() of $text is $read", ({ text, read }) => {
  const result = readTitle(text);
  assert.equal("title" in result ? result.title : result.refused, read);
});

Deno.test.each<{ text: string; read: string }>([
  { text: " a\tb\r\nc\rd\u2028e ", read: "a b\nc\nd\ne" },
  { text: "a\n\n\n \n\nb", read: "a\n\nb" },
  { text: "é".repeat(800), read: "é".repeat(800) },
  { text: "é".repeat(801), read: "long_description" },
  { text: "\u200d", read: "empty_text" },
])("readDescription() of $text is $read", ({ text, read }) => {
  const result = readDescription(text);
  assert.equal("description" in result ? result.description : result.refused, read);
});

Deno.test("readTitle() and readDescription() return texts that PostgreSQL and Telegram accept", () => {
  fc.assert(fc.property(fc.string({ unit: anyCharacter, maxLength: 1000 }), (text) => {
    for (const result of [readTitle(text), readDescription(text)]) {
      if ("refused" in result) continue;
      const [value] = Object.values(result);
      assert.ok(value!.isWellFormed() && !value!.includes("\0") && value!.trim() !== "");
    }
  }));
});

Deno.test.each(["\u3164", "\u115f\u1160", "\uffa0", "\u2800 \u2800", "\u200d\u{e0041}\u{e007f}"])(
  "readTitle() refuses a title of invisible characters: %s",
  (text) => assert.ok("refused" in readTitle(text)),
);

Deno.test("readTitle() keeps titles that need such characters", () => {
  for (const title of ["⠓⠊⠀⠃⠕⠃", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 shirt", "ᄒᆞᆫ글", "👩‍🚀"]) {
    assert.deepEqual(readTitle(title), { title });
  }
});
