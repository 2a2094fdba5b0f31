import { BoundedMap } from "../std/mod.ts";
import { readLine } from "./words.ts";

/** A price in minor units of a currency. */
export interface Price {
  /** Hundredths, at least 1. */
  readonly minor: number;
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
}

/** The highest price, in minor units: 999,999.99. */
export const MAX_PRICE_MINOR = 99_999_999;

/** The names that people give to currencies, and those that {@link formatPrice} writes. */
const CURRENCIES: Readonly<Record<string, string>> = {
  "": "EUR",
  "€": "EUR",
  eur: "EUR",
  euro: "EUR",
  euros: "EUR",
  $: "USD",
  us$: "USD",
  $us: "USD",
  usd: "USD",
  "£": "GBP",
  "£gb": "GBP",
  gbp: "GBP",
  chf: "CHF",
  ca$: "CAD",
  $ca: "CAD",
  cad: "CAD",
};
const SYMBOL = "[a-z]{0,5}[$€£]?[a-z]{0,2}";
const PRICE = new RegExp(`^(${SYMBOL}) *(\\d[\\d .,'’]*?) *(${SYMBOL})$`);
/** One or two digits after the last point or comma are cents. */
const CENTS = /[.,](\d{1,2})$/;
/** Digits, or groups of three with the same separator between them. */
const WHOLE = /^(?:\d+|[1-9]\d{0,2}([ .,'’])\d{3}(?:\1\d{3})*)$/;

/**
 * Reads a price such as `12,50 €`, `EUR 1 234.50`, `$5` or `20`. Without a currency it is in euros.
 * @returns undefined for anything else, and outside of 0.01 to 999,999.99.
 */
export function readPrice(text: string): Price | undefined {
  const plain = readLine(text.normalize("NFKC")).toLowerCase();
  const [, before, amount, after] = PRICE.exec(plain) ?? [];
  if (amount === undefined || before === undefined || after === undefined) return;
  if (before !== "" && after !== "") return;
  const symbol = before + after;
  const currency = Object.hasOwn(CURRENCIES, symbol) ? CURRENCIES[symbol] : undefined;
  const minor = readAmount(amount);
  if (currency === undefined || minor === undefined) return;
  return minor >= 1 && minor <= MAX_PRICE_MINOR ? { minor, currency } : undefined;
}

/** The separator before the cents cannot separate the groups too. */
function readAmount(amount: string): number | undefined {
  const cents = CENTS.exec(amount);
  const whole = amount.slice(0, cents?.index);
  const groups = WHOLE.exec(whole);
  if (groups === null || (cents !== null && cents[0][0] === groups[1])) return;
  return Number(whole.replace(/\D/g, "")) * 100 + Number((cents?.[1] ?? "").padEnd(2, "0"));
}

/** Writes a price as readers of a language do. The currency of a legacy row may be no code: it is shown as it is. */
export function formatPrice({ minor, currency }: Price, language: string): string {
  const amount = minor / 100;
  if (/^[a-z]{3}$/i.test(currency)) return formatOf(language, currency).format(amount);
  return `${formatOf(language, undefined).format(amount)} ${currency}`;
}

/** Formats of numbers by language and currency: to make one takes longer than a view's statement. */
const formats = new BoundedMap<string, Intl.NumberFormat>(100);

function formatOf(language: string, currency: string | undefined): Intl.NumberFormat {
  const name = `${language} ${currency?.toUpperCase() ?? ""}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(
    language,
    currency === undefined ? { minimumFractionDigits: 2 } : { style: "currency", currency },
  );
  formats.set(name, format);
  return format;
}
