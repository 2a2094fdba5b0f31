import assert from "node:assert/strict";
import { visible } from "../../src/std/mod.ts";

interface Case {
  readonly name: string;
  readonly text: string;
  readonly shown: string;
}
Deno.test.each<Case>([
  { name: "a terminal's escape", text: "a\u001b[2Jb", shown: "a\\u001b[2Jb" },
  { name: "line breaks", text: "a\r\nb\u2028c\u2029d", shown: "a\\u000d\\u000ab\\u2028c\\u2029d" },
  { name: "8-bit controls and DEL", text: "\u009b2J\u007f", shown: "\\u009b2J\\u007f" },
  { name: "changes of direction", text: "a\u202eb\u2066c", shown: "a\\u202eb\\u2066c" },
  { name: "tags", text: "\u{e0041}", shown: "\\udb40\\udc41" },
  { name: "other texts", text: 'Été "5 €" 日本 🧵', shown: 'Été "5 €" 日本 🧵' },
])("visible() of $name", ({ text, shown }) => {
  assert.equal(visible(text), shown);
  assert.equal(JSON.parse(visible(JSON.stringify(text))), text, "JSON stays the same");
});
