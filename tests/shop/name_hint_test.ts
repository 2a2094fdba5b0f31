import assert from "node:assert/strict";
import { readNameHint } from "../../src/shop/name_hint.ts";

/** What rows of older shops hold as the name of a seller. */
const CASES: readonly { text: string | null; hint: string | undefined; source?: string }[] = [
  { text: "seller_one", hint: "seller_one" },
  { text: "@seller_one", hint: "@seller_one" },
  { text: " @seller_one\n", hint: "@seller_one" },
  { text: "Seller One", hint: "Seller One" },
  { text: "Продавец", hint: "Продавец" },
  // Links. Source of the forms: core.telegram.org/api/links.
  { text: "https://t.me/seller_one", hint: "@seller_one" },
  { text: "http://telegram.me/@seller_one/", hint: "@seller_one" },
  { text: "t.me/Seller_One?text=hi", hint: "@Seller_One" },
  { text: "tg://resolve?domain=seller_one", hint: "@seller_one" },
  // No name at all.
  { text: null, hint: undefined },
  { text: "", hint: undefined },
  { text: "-", hint: undefined },
  { text: "None", hint: undefined, source: "github.com/telegramdesktop/tdesktop/issues/29167" },
  { text: "@None", hint: undefined, source: "github.com/cccaballero/manolo_bot/issues/28" },
  { text: "https://t.me/None", hint: undefined, source: "as above" },
  { text: "@undefined", hint: undefined, source: "github.com/jt3k/chat-linker/issues/13" },
  { text: "null", hint: undefined },
  { text: "nan", hint: undefined },
  // What is no name, and nobody else's business.
  { text: "+33 6 12 34 56 78", hint: undefined },
  { text: "1001", hint: undefined },
  { text: "https://t.me/+33612345678", hint: undefined },
  { text: "https://t.me/joinchat/AAAA", hint: undefined },
  { text: "tg://user?id=1001", hint: undefined },
  { text: "https://evil.example/seller_one", hint: undefined },
  { text: "evil.example/t.me/seller_one", hint: undefined },
  // It is shown in an alert.
  { text: "x\u202eeno", hint: "xeno" },
  { text: "L".repeat(50), hint: `${"L".repeat(39)}…` },
];

Deno.test.each(CASES)("readNameHint() of $text is $hint", ({ text, hint }) => {
  assert.equal(readNameHint(text), hint);
});
