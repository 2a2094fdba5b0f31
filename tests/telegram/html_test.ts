import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeHtml } from "../../src/telegram/html.ts";
import { plain } from "../../devkit/testing/bot.ts";

Deno.test("escapeHtml() keeps visible text", () => {
  // The Hangul filler is removed, although it is a letter.
  const texts = fc.string({ unit: "grapheme" }).filter((text) => !/[\u3164\uffa0]/.test(text));
  fc.assert(fc.property(texts, (text) => {
    const escaped = escapeHtml(text);
    assert.doesNotMatch(escaped, /[<>"]/);
    assert.equal(plain(escaped), text);
  }));
});

Deno.test("escapeHtml() removes marks that change the direction of the text after them", () => {
  assert.equal(escapeHtml("\u202e<b>\u0007\u2066x\ud800"), "&lt;b&gt;x\ufffd");
});
