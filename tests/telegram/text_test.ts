import assert from "node:assert/strict";
import fc from "fast-check";
import {
  escapeHtml,
  formatPrice,
  MAX_PRICE_MINOR,
  readDescription,
  readPrice,
  readTitle,
} from "../../src/telegram/text.ts";
import { plain } from "../../devkit/testing/bot.ts";

Deno.test.each<{ text: string; price: string }>([
  { text: "12,50 €", price: "EUR 1250" },
  { text: "12,50\u00a0€", price: "EUR 1250" },
  { text: "12.50", price: "EUR 1250" },
  { text: "12.5", price: "EUR 1250" },
  { text: "  20  ", price: "EUR 2000" },
  { text: "EUR 12", price: "EUR 1200" },
  { text: "eur12", price: "EUR 1200" },
  { text: "12 euros", price: "EUR 1200" },
  { text: "€5", price: "EUR 500" },
  { text: "$5", price: "USD 500" },
  { text: "5 $", price: "USD 500" },
  { text: "US$ 5", price: "USD 500" },
  { text: "1 234,50 €", price: "EUR 123450" },
  { text: "1\u202f234,50\u00a0€", price: "EUR 123450" },
  { text: "1,234.50 USD", price: "USD 123450" },
  { text: "1.234,50 €", price: "EUR 123450" },
  { text: "1’234.50 CHF", price: "CHF 123450" },
  { text: "12.345", price: "EUR 1234500" },
  { text: "12,505", price: "EUR 1250500" },
  { text: "£3", price: "GBP 300" },
  { text: "7 cad", price: "CAD 700" },
  { text: "１２,５０ €", price: "EUR 1250" },
  { text: "0.01", price: "EUR 1" },
  { text: "\u200e12\u200b,50\u202c €\ufeff", price: "EUR 1250" },
  { text: "999999.99", price: "EUR 99999999" },
  { text: "999,999.99", price: "EUR 99999999" },
])("readPrice() reads $text", ({ text, price }) => {
  const read = readPrice(text);
  assert.equal(read && `${read.currency} ${read.minor}`, price);
});

Deno.test.each<{ text: string }>([
  { text: "abc" },
  { text: "" },
  { text: "   " },
  { text: "€" },
  { text: "−1" },
  { text: "-1" },
  { text: "0" },
  { text: "0.00 €" },
  { text: "0.001" },
  { text: "1e9" },
  { text: "0x10" },
  { text: "1000000" },
  { text: "1 000 000" },
  { text: "12,505,1" },
  { text: "12.345.6" },
  { text: "1,23,456" },
  { text: "1.234 567" },
  { text: "12." },
  { text: ".5" },
  { text: "12,5,0" },
  { text: "12 50" },
  { text: "€ 5 €" },
  { text: "5 XYZ" },
  { text: "5 constructor" },
  { text: "valueOf 5" },
  { text: "5 or 6" },
  { text: "Infinity" },
  { text: "\u202e05.21" + " €\u0000".repeat(3) },
  { text: "NaN" },
  { text: "1".repeat(400) },
])("readPrice() refuses $text", ({ text }) => {
  assert.equal(readPrice(text), undefined);
});

Deno.test("readPrice() takes anything, and what it reads is a price", () => {
  const characters = [..." 0123456789.,'’-+eE€$£USDCHF\u00a0\u202f"];
  const priceLike = fc.array(fc.constantFrom(...characters), { maxLength: 14 })
    .map((all) => all.join(""));
  fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), priceLike), (text) => {
    const price = readPrice(text);
    if (price === undefined) return;
    assert.ok(Number.isInteger(price.minor) && price.minor >= 1 && price.minor <= MAX_PRICE_MINOR);
    assert.match(price.currency, /^(EUR|USD|GBP|CHF|CAD)$/);
  }));
});

Deno.test("readPrice() reads what formatPrice() writes, in either language", () => {
  const price = fc.record({
    minor: fc.integer({ min: 1, max: MAX_PRICE_MINOR }),
    currency: fc.constantFrom("EUR", "USD", "GBP", "CHF", "CAD"),
  });
  fc.assert(fc.property(price, fc.constantFrom("en", "fr"), (price, language) => {
    assert.deepEqual(readPrice(formatPrice(price, language)), { ...price });
  }));
});

Deno.test("formatPrice() shows whatever currency a legacy row has", () => {
  assert.equal(formatPrice({ minor: 500, currency: "EURO" }, "en"), "5.00 EURO");
  assert.equal(formatPrice({ minor: 500, currency: "" }, "fr"), "5,00 ");
  assert.equal(formatPrice({ minor: 500, currency: "eur" }, "fr"), "5,00\u00a0€");
});

Deno.test("escapeHtml() makes a text that reads as it was", () => {
  // A filler of Hangul is taken out, and counts as a letter.
  const texts = fc.string({ unit: "grapheme" }).filter((text) => !/[\u3164\uffa0]/.test(text));
  fc.assert(fc.property(texts, (text) => {
    const escaped = escapeHtml(text);
    assert.doesNotMatch(escaped, /[<>"]/);
    assert.equal(plain(escaped), text);
  }));
});

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

Deno.test("readTitle() and readDescription() give texts that PostgreSQL and Telegram take", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 1000 }), (text) => {
    for (const result of [readTitle(text), readDescription(text)]) {
      if ("refused" in result) continue;
      const [value] = Object.values(result);
      assert.ok(value!.isWellFormed() && !value!.includes("\0") && value!.trim() !== "");
    }
  }));
});

Deno.test.each(["\u3164", "\u115f\u1160", "\uffa0", "\u2800 \u2800", "\u200d\u{e0041}\u{e007f}"])(
  "readTitle() takes no title of characters that nobody sees: %s",
  (text) => assert.ok("refused" in readTitle(text)),
);

Deno.test("readTitle() keeps what such characters are for", () => {
  for (const title of ["⠓⠊⠀⠃⠕⠃", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 shirt", "ᄒᆞᆫ글", "👩‍🚀"]) {
    assert.deepEqual(readTitle(title), { title });
  }
});

Deno.test("escapeHtml() takes out what would turn the text behind it round", () => {
  assert.equal(escapeHtml("\u202e<b>\u0007\u2066x\ud800"), "&lt;b&gt;x\ufffd");
});
