import assert from "node:assert/strict";
import fc from "fast-check";
import { code, escapeHtml } from "../../src/telegram/html.ts";
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

Deno.test.each<{ id: string; html: string }>([
  { id: "TBF-7KQ2MX", html: "<code>TBF-7KQ2MX</code>" },
  { id: "<b>&", html: "<code>&lt;b&gt;&amp;</code>" },
  // What is hidden is shown: it may be all that tells two ids apart.
  { id: "x\u202ey\n", html: "<code>x\\u202ey\\u000a</code>" },
  { id: "🪑".repeat(201), html: `<code>${"🪑".repeat(200)}…</code>` },
])("code() of an id is $html", ({ id, html }) => {
  assert.equal(code(id), html);
});
