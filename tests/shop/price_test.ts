import assert from "node:assert/strict";
import fc from "fast-check";
import { formatPrice, MAX_PRICE_MINOR, readPrice } from "../../src/shop/price.ts";
import { anyCharacter } from "../../devkit/testing/any_character.ts";

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

Deno.test("readPrice() accepts any text, and its result is a price", () => {
  const characters = [..." 0123456789.,'’-+eE€$£USDCHF\u00a0\u202f"];
  const priceLike = fc.array(fc.constantFrom(...characters), { maxLength: 14 })
    .map((all) => all.join(""));
  fc.assert(fc.property(fc.oneof(fc.string({ unit: anyCharacter }), priceLike), (text) => {
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

Deno.test("formatPrice() shows any currency of a legacy row", () => {
  assert.equal(formatPrice({ minor: 500, currency: "EURO" }, "en"), "5.00 EURO");
  assert.equal(formatPrice({ minor: 500, currency: "" }, "fr"), "5,00 ");
  assert.equal(formatPrice({ minor: 500, currency: "eur" }, "fr"), "5,00\u00a0€");
});
