import assert from "node:assert/strict";
import { plainText } from "../../src/product_import/values/plain_text.ts";

/** Texts as Shopify, WooCommerce and PrestaShop export them; `source` says where such a form was seen. */
const TEXTS: readonly { html: string; text: string; source: string }[] = [
  {
    html:
      "<p>Blue <b>cotton</b> shirt.</p>\n<ul>\n<li>Long sleeves</li>\n<li>100&nbsp;%</li>\n</ul>",
    text: "Blue cotton shirt.\n• Long sleeves\n• 100 %",
    source: "Body (HTML) of help.shopify.com, Product CSV file format",
  },
  {
    html: "<p>Soft.</p>\\n<p>Light &amp; warm.</p>",
    text: "Soft.\n\nLight & warm.",
    source: "woocommerce, filter_description_field(): a line break is \\n",
  },
  { html: "One\\nTwo", text: "One\nTwo", source: "the same, without tags" },
  { html: "C:\\\\new", text: "C:\\\\new", source: "the same: \\\\n stands for a backslash and n" },
  { html: "One\nTwo\\n", text: "One\nTwo\\n", source: "a text with real line breaks" },
  { html: "a<br>b<BR/>c<br />d", text: "a\nb\nc\nd", source: "MDN, <br>" },
  { html: "<div>a</div><div>b</div>", text: "a\n\nb", source: "contenteditable in browsers" },
  {
    html: "<style>p{}</style><!-- x -->Text<script>1<2</script> end<p>",
    text: "Text end",
    source: "pasted from Word",
  },
  {
    html: "<table><tr><td>Size</td><td>40 cm</td></tr></table>",
    text: "Size 40 cm",
    source: "a table of sizes",
  },
  {
    html: '<p style="a">x</p><img src="https://a.example/1.jpg" alt="y">',
    text: "x",
    source: "pictures in a description",
  },
  {
    html: "Th&eacute; &agrave; la menthe &ndash; 5&nbsp;&euro; &#8211; &#x2013; &#150;",
    text: "Thé à la menthe – 5 € – – –",
    source: "PrestaShop exports; html.spec.whatwg.org, numeric-character-reference-end-state",
  },
  {
    html: "a < b, 3 > 2, I <3 it, R&D; & &unknown; <x@y.example>",
    text: "a < b, 3 > 2, I <3 it, R&D; & &unknown; <x@y.example>",
    source: "no HTML",
  },
  {
    html: "&#0; &#xD800; &#99999999;",
    text: "&#0; &#xD800; &#99999999;",
    source: "numbers that are no characters",
  },
  { html: "&lt;b&gt;", text: "<b>", source: "an entity is read once" },
  { html: "<p></p><p>&nbsp;</p>", text: "", source: "an empty editor" },
];

Deno.test.each(TEXTS)("plainText($html): $source", ({ html, text }) => {
  assert.equal(plainText(html).trim(), text);
});
