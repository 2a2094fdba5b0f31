import assert from "node:assert/strict";
import fc from "fast-check";
import { anyCharacter } from "../../devkit/testing/any_character.ts";

Deno.test("anyCharacter gives single characters, of more than 16 bits too, and no half pair", () => {
  const characters = fc.sample(anyCharacter, 1000);
  for (const character of characters) {
    assert.equal([...character].length, 1);
    assert.ok(character.isWellFormed());
  }
  assert.ok(characters.some((character) => character.length === 2));
});

Deno.test.each([
  { name: "an ASCII letter", value: "_", isKnown: true },
  { name: "the last character before the pairs", value: "\ud7ff", isKnown: true },
  { name: "the first one after them", value: "\ue000", isKnown: true },
  { name: "the last character", value: "\u{10ffff}", isKnown: true },
  { name: "half a pair", value: "\ud800", isKnown: false },
  { name: "two letters", value: "ab", isKnown: false },
  { name: "no text", value: 7, isKnown: false },
])("anyCharacter shrinks $name: $isKnown", ({ value, isKnown }) => {
  assert.equal(anyCharacter.canShrinkWithoutContext(value), isKnown);
  if (isKnown) assert.ok([...anyCharacter.shrink(value as string, undefined)].length > 0);
});
