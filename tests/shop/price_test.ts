import assert from "node:assert/strict";
import fc from "fast-check";
import { centsOf, CURRENCIES } from "../../src/std/mod.ts";
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
  { text: "20000000.01" },
  { text: "20 000 001" },
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
  { text: "5 XDR" },
  { text: "12.50 ¥" },
  { text: "12.5 CFA" },
  { text: "12.500 KWD" },
  { text: "5 €$" },
  { text: "5 dollars and a hat" },
  { text: "1" + ".".repeat(4000) + "1x1" },
  { text: "12.-5" },
  { text: "12.---" },
  { text: "12€5" },
  { text: "12€500" },
  { text: "12€50€" },
  { text: "10k" },
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

/** What sellers wrote, by the currency that their shop has. */
Deno.test.each<{ text: string; own?: string; price: string }>([
  { text: "1200 ₽", price: "RUB 120000" },
  { text: "1200 руб.", price: "RUB 120000" },
  { text: "500 грн", price: "UAH 50000" },
  { text: "15 francs", price: "CHF 1500" },
  { text: "15 francs", own: "XOF", price: "XOF 1500" },
  { text: "15 000 F CFA", price: "XOF 1500000" },
  { text: "15 000 FCFA", own: "XAF", price: "XAF 1500000" },
  { text: "15 francs suisses", price: "CHF 1500" },
  { text: "7 dollars", price: "USD 700" },
  { text: "7 dollars", own: "CAD", price: "CAD 700" },
  { text: "$7", own: "AUD", price: "AUD 700" },
  { text: "A$7", price: "AUD 700" },
  { text: "R$ 1.234,50", price: "BRL 123450" },
  { text: "10 reais", price: "BRL 1000" },
  { text: "20 quid", price: "GBP 2000" },
  { text: "20 pounds", own: "EGP", price: "EGP 2000" },
  { text: "35 zł", price: "PLN 3500" },
  { text: "250 Kč", price: "CZK 25000" },
  { text: "99 kr", price: "SEK 9900" },
  { text: "99 kr.", own: "DKK", price: "DKK 9900" },
  { text: "3000 円", price: "JPY 300000" },
  { text: "¥3,000", price: "JPY 300000" },
  { text: "¥30", own: "CNY", price: "CNY 3000" },
  { text: "₹ 1,250", price: "INR 125000" },
  { text: "Rs. 500", price: "INR 50000" },
  { text: "₦5000", price: "NGN 500000" },
  { text: "1.500.000 ₫", price: "VND 150000000" },
  { text: "1.500.000 đ", price: "VND 150000000" },
  { text: "12.00 JPY", price: "JPY 1200" },
  { text: "12.50 KWD", price: "KWD 1250" },
  { text: "12", own: "USD", price: "USD 1200" },
  { text: "₪40", price: "ILS 4000" },
  { text: "40 TL", price: "TRY 4000" },
  { text: "100 MAD", price: "MAD 10000" },
  { text: "100 dirhams", own: "MAD", price: "MAD 10000" },
  { text: "1 200,50 руб.", price: "RUB 120050" },
  { text: "kr 50", price: "SEK 5000" },
  { text: "kr 50", own: "NOK", price: "NOK 5000" },
  { text: "٥٠", price: "EUR 5000" },
  { text: "۱۲٬۵۰۰٫۵۰ AED", price: "AED 1250050" },
  { text: "20.-", own: "CHF", price: "CHF 2000" },
  { text: "CHF 1'200.–", price: "CHF 120000" },
  { text: "20,-- €", price: "EUR 2000" },
  { text: "12€50", price: "EUR 1250" },
  { text: "1 200€50", price: "EUR 120050" },
  { text: "12 евро", price: "EUR 1200" },
  { text: "50 lei", price: "RON 5000" },
  { text: "50 lei", own: "MDL", price: "MDL 5000" },
  { text: "₵50", price: "GHS 5000" },
  { text: "100 ruble", price: "RUB 10000" },
  { text: "10k", own: "MMK", price: "MMK 1000" },
  { text: "20 000 000", own: "IDR", price: "IDR 2000000000" },
])("readPrice() reads $text in a shop of $own", ({ text, own, price }) => {
  const read = readPrice(text, own);
  assert.equal(read && `${read.currency} ${read.minor}`, price);
});

Deno.test("readPrice() knows every currency by its code, in either order", () => {
  assert.ok(CURRENCIES.length > 150 && new Set(CURRENCIES).size === CURRENCIES.length);
  for (const currency of CURRENCIES) {
    assert.deepEqual(readPrice(`7 ${currency}`), { minor: 700, currency });
    assert.deepEqual(readPrice(`${currency.toLowerCase()}7`), { minor: 700, currency });
  }
});

Deno.test("readPrice() accepts any text, and its result is a price", () => {
  const characters = [..." 0123456789.,'’-+eE€$£USDCHF\u00a0\u202f"];
  const priceLike = fc.array(fc.constantFrom(...characters), { maxLength: 14 })
    .map((all) => all.join(""));
  fc.assert(fc.property(fc.oneof(fc.string({ unit: anyCharacter }), priceLike), (text) => {
    const price = readPrice(text);
    if (price === undefined) return;
    assert.ok(Number.isInteger(price.minor) && price.minor >= 1 && price.minor <= MAX_PRICE_MINOR);
    assert.ok(CURRENCIES.includes(price.currency));
  }));
});

Deno.test("readPrice() reads what formatPrice() writes, in either language", () => {
  const price = fc.record({
    hundredths: fc.integer({ min: 1, max: MAX_PRICE_MINOR }),
    currency: fc.constantFrom(...CURRENCIES),
  });
  fc.assert(
    fc.property(price, fc.constantFrom("en", "fr"), ({ hundredths, currency }, language) => {
      const minor = centsOf(currency) === 0 ? Math.ceil(hundredths / 100) * 100 : hundredths;
      assert.deepEqual(readPrice(formatPrice({ minor, currency }, language), currency), {
        minor,
        currency,
      });
    }),
  );
});

Deno.test("formatPrice() shows any currency of a legacy row", () => {
  assert.equal(formatPrice({ minor: 500, currency: "EURO" }, "en"), "5.00 EURO");
  assert.equal(formatPrice({ minor: 500, currency: "" }, "fr"), "5,00 ");
  assert.equal(formatPrice({ minor: 500, currency: "eur" }, "fr"), "5,00\u00a0€");
});
