import assert from "node:assert/strict";
import fc from "fast-check";
import { characterCount, formatText } from "../src/text/formatted_text.ts";
import { renderHtml } from "../src/text/render_html.ts";

const ofHtml = (text: string) => formatText({ text, parseMode: "HTML" });

interface Parsed {
  readonly name: string;
  readonly html: string;
  readonly text: string;
  readonly entities: readonly (readonly [type: string, offset: number, length: number])[];
}

Deno.test.each<Parsed>([
  { name: "bold", html: "<b>a</b>b", text: "ab", entities: [["bold", 0, 1]] },
  { name: "long names", html: "<STRONG>a</strong>", text: "a", entities: [["bold", 0, 1]] },
  {
    name: "nesting, outermost first",
    html: "<i>a<u>b</u></i>",
    text: "ab",
    entities: [["italic", 0, 2], ["underline", 1, 1]],
  },
  {
    name: "UTF-16 offsets",
    html: "😀<s>x</s>",
    text: "😀x",
    entities: [["strikethrough", 2, 1]],
  },
  {
    name: "references",
    html: "&lt;b&gt; &amp;&quot;&#33;&nope;",
    text: '<b> &"!&nope;',
    entities: [],
  },
  { name: "surrounding spaces", html: " \n<b> a </b> ", text: "a", entities: [["bold", 0, 1]] },
  {
    name: "spoilers",
    html: '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>',
    text: "ab",
    entities: [["spoiler", 0, 1], ["spoiler", 1, 1]],
  },
  { name: "empty tags", html: "<b></b>a", text: "a", entities: [] },
  {
    name: "commands",
    html: "say /help_me now",
    text: "say /help_me now",
    entities: [["bot_command", 4, 8]],
  },
  { name: "no command in a path", html: "and/or a/b", text: "and/or a/b", entities: [] },
  {
    name: "no command in code",
    html: "<code>/help</code>",
    text: "/help",
    entities: [["code", 0, 5]],
  },
  {
    name: "links",
    html: "see https://a.example/b.",
    text: "see https://a.example/b.",
    entities: [["url", 4, 19]],
  },
  {
    name: "link targets",
    html: '<a href="https://a.example?x=1&amp;y=2">t</a>',
    text: "t",
    entities: [["text_link", 0, 1]],
  },
])("formatText() parses $name", ({ html, text, entities }) => {
  const parsed = ofHtml(html);
  assert.equal(parsed.text, text);
  assert.deepEqual(
    parsed.entities.map(({ type, offset, length }) => [type, offset, length]),
    entities,
  );
});

interface Bad {
  readonly name: string;
  readonly html: string;
  readonly problem: string;
}

Deno.test.each<Bad>([
  { name: "an unknown tag", html: "é<x>", problem: 'Unsupported start tag "x" at byte offset 2' },
  {
    name: "a single less-than sign",
    html: "a < b",
    problem: 'Unsupported start tag "" at byte offset 2',
  },
  { name: "a tag without its end", html: "a <b", problem: "Unclosed start tag at byte offset 2" },
  { name: "an end without a start", html: "a</b>", problem: "Unexpected end tag at byte offset 1" },
  {
    name: "crossed tags",
    html: "<b><i>a</b></i>",
    problem: 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
  },
  {
    name: "a missing end tag",
    html: "<b>a",
    problem: `Can't find end tag corresponding to start tag "b"`,
  },
  {
    name: "a span without the class tg-spoiler",
    html: "<span>a</span>",
    problem: 'Tag "span" must have class "tg-spoiler" at byte offset 0',
  },
])("formatText() refuses $name", ({ html, problem }) => {
  assert.throws(() => ofHtml(html), { message: `Bad Request: can't parse entities: ${problem}` });
});

Deno.test("formatText() keeps any escaped text, and renderHtml() escapes it again", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (raw) => {
    const escaped = raw.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const parsed = ofHtml(escaped);
    assert.equal(parsed.text, raw.trim());
    assert.equal(ofHtml(renderHtml(parsed)).text, parsed.text);
  }));
});

Deno.test("renderHtml() writes what formatText() reads", () => {
  const html = '<b>a <i>b</i></b> &lt; <a href="https://a.example/">c</a> <pre>d</pre>';
  assert.equal(renderHtml(ofHtml(html)), html);
});

Deno.test("characterCount() counts code points", () => {
  assert.equal(characterCount("a😀é"), 3);
});
