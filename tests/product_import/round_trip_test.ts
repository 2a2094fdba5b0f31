import assert from "node:assert/strict";
import fc from "fast-check";
import { readMapping, writeMapping } from "../../src/product_import/mod.ts";
import { readSourcePrice } from "../../src/product_import/values/price.ts";

/** Languages that write prices in different ways, each with a currency of theirs and with the euro. */
const LANGUAGES: Readonly<Record<string, string>> = {
  "en-US": "USD",
  "en-GB": "GBP",
  "en-IN": "INR",
  "en-CA": "CAD",
  "fr-FR": "EUR",
  "fr-CA": "CAD",
  "fr-CH": "CHF",
  "de-DE": "EUR",
  "de-AT": "EUR",
  "de-CH": "CHF",
  "es-ES": "EUR",
  "es-MX": "MXN",
  "it-IT": "EUR",
  "nl-NL": "EUR",
  "pt-BR": "BRL",
  "pt-PT": "EUR",
  "pl-PL": "PLN",
  "cs-CZ": "CZK",
  "ru-RU": "RUB",
  "uk-UA": "UAH",
  "kk-KZ": "KZT",
  "tr-TR": "TRY",
  "sv-SE": "SEK",
  "vi-VN": "VND",
  "ja-JP": "JPY",
};

Deno.test.each(Object.entries(LANGUAGES))(
  "readSourcePrice() reads the prices that %s writes",
  (language, own) => {
    for (const currency of [own, "EUR"]) {
      for (const currencyDisplay of ["symbol", "code"] as const) {
        const format = new Intl.NumberFormat(language, {
          style: "currency",
          currency,
          currencyDisplay,
        });
        const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
        fc.assert(
          fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (units) => {
            const text = format.format(units / 10 ** digits);
            const read = readSourcePrice(text, currency, {});
            const minor = units * 10 ** (2 - digits);
            assert.deepEqual(read, { price: { minor, currency } }, text);
          }),
          { numRuns: 40 },
        );
      }
    }
  },
);

Deno.test("readMapping() reads what writeMapping() writes, whatever the columns are called", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 })
    .map((text) => text.trim()).filter((text) => text !== "");
  const names = fc.uniqueArray(name, { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(names, (names) => {
      const columns = names.map((name) => ({ name, kind: "text" as const }));
      const origin = (column: number) => ({ column, name: names[column]!, kind: "text" as const });
      const mapping = { product_id: origin(0), title: origin(1) };
      assert.deepEqual(readMapping(writeMapping(mapping), columns), mapping);
    }),
    { numRuns: 500 },
  );
});
