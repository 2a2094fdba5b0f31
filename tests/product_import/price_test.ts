import assert from "node:assert/strict";
import { decimalMarkOf } from "../../src/product_import/values/amount.ts";
import { readSourcePrice } from "../../src/product_import/values/price.ts";

interface Case {
  readonly text: string;
  readonly currency?: string;
  readonly mark?: "." | ",";
  readonly isMinor?: boolean;
  readonly is: string;
}

const EUR = { currency: "EUR" };

Deno.test.each<Case>([
  { text: "12", ...EUR, is: "1200 EUR" },
  { text: "12.5", ...EUR, is: "1250 EUR" },
  { text: "12,50", ...EUR, is: "1250 EUR" },
  { text: " 1 234,50 ", ...EUR, is: "123450 EUR" },
  { text: "1\u202f234,50\u00a0€", is: "123450 EUR" },
  { text: "1.234,56", ...EUR, is: "123456 EUR" },
  { text: "1,234.56", ...EUR, is: "123456 EUR" },
  { text: "1'234.50", currency: "CHF", is: "123450 CHF" },
  { text: "CHF 12.-", is: "1200 CHF" },
  { text: "12,– €", is: "1200 EUR" },
  { text: ".5", ...EUR, is: "50 EUR" },
  { text: "12.", ...EUR, is: "1200 EUR" },
  { text: "0.125", ...EUR, is: "long_fraction" },
  { text: "1,234", ...EUR, is: "123400 EUR" },
  { text: "1,234", ...EUR, mark: ",", is: "long_fraction" },
  { text: "1.500", ...EUR, mark: ".", is: "150 EUR" },
  { text: "1.500", ...EUR, mark: ",", is: "150000 EUR" },
  { text: "12,34,567", currency: "₹", is: "123456700 INR" },
  { text: "19.989999999999998", currency: "USD", is: "1999 USD" },
  { text: "0.30000000000000004", currency: "USD", is: "30 USD" },
  { text: "12.500000", currency: "USD", is: "1250 USD" },
  { text: "12.505", currency: "USD", mark: ".", is: "long_fraction" },
  { text: "0", ...EUR, is: "0 EUR" },
  { text: "-5", ...EUR, is: "negative_price" },
  { text: "$5", is: "500 USD" },
  { text: "$5", currency: "CAD", is: "500 CAD" },
  { text: "$5", currency: "EUR", is: "other_currency" },
  { text: "¥500", is: "no_currency" },
  { text: "¥500", currency: "JPY", is: "50000 JPY" },
  { text: "500", currency: "jpy", isMinor: true, is: "50000 JPY" },
  { text: "1250", ...EUR, isMinor: true, is: "1250 EUR" },
  { text: "5", ...EUR, isMinor: true, is: "5 EUR" },
  { text: "1234", currency: "KWD", isMinor: true, is: "long_fraction" },
  { text: "1230", currency: "KWD", isMinor: true, is: "123 KWD" },
  { text: "1200 ₽", is: "120000 RUB" },
  { text: "1 200 руб.", is: "120000 RUB" },
  { text: "500 грн", is: "50000 UAH" },
  { text: "12 000 so'm", is: "1200000 UZS" },
  { text: "50 stars", is: "5000 XTR" },
  { text: "9.99 USDT", is: "999 USDT" },
  { text: "12", is: "no_currency" },
  { text: "12 potatoes", is: "unknown_currency" },
  { text: "from 12", ...EUR, is: "unknown_currency" },
  { text: "12", currency: "XXX", is: "unknown_currency" },
  { text: "12", currency: "XYZW", is: "unknown_currency" },
  { text: "12–15", ...EUR, is: "no_price" },
  { text: "1.2.3", ...EUR, is: "no_price" },
  { text: "1e3", ...EUR, is: "no_price" },
  { text: "on request", ...EUR, is: "no_price" },
  { text: "1,23,4", ...EUR, is: "no_price" },
  { text: "99999999999999999", ...EUR, is: "high_price" },
])("readSourcePrice($text, $currency) is $is", ({ text, currency, is, ...style }) => {
  const read = readSourcePrice(text, currency, style);
  assert.equal("refused" in read ? read.refused : `${read.price.minor} ${read.price.currency}`, is);
});

Deno.test.each<[string, string | undefined]>([
  ["12,50", ","],
  ["1.234,50", ","],
  ["1,234", undefined],
  ["1.234.567", undefined],
  ["0.125", "."],
  ["12", undefined],
])("decimalMarkOf(%s) is %s", (text, mark) => assert.equal(decimalMarkOf(text), mark));
