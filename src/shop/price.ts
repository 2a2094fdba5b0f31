import { BoundedMap, centsOf, findCurrency } from "../std/mod.ts";
import { readLine } from "./words.ts";

/** A price in minor units of a currency. */
export interface Price {
  /** Hundredths, at least 1. */
  readonly minor: number;
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
}

/** The highest price, in minor units: 20,000,000.00. It fits a column of 32 bits that an older shop may have. */
export const MAX_PRICE_MINOR = 2_000_000_000;

/** No price is longer: whoever writes more does not write a price. */
const LONGEST = 60;
const PRICE = /^(\D*)(\d[\d .,'’]*?)(\D*)$/;
/** One or two digits after the last point or comma are cents. */
const CENTS = /[.,](\d{1,2})$/;
/** Three digits after one point are thousandths to some people, and thousands to others. */
const THOUSANDTHS = /^\d+[.,]\d{3}$/;
/** Digits, or groups of three with the same separator between them. */
const WHOLE = /^(?:\d+|[1-9]\d{0,2}([ .,'’])\d{3}(?:\1\d{3})*)$/;

/**
 * Reads a price such as `12,50 €`, `EUR 1 234.50`, `15 francs` or `20`. Without a currency it is in the shop's own.
 * @returns undefined for anything else, for cents of a currency that has none, and outside of 0.01 to 20,000,000.
 */
export function readPrice(text: string, ownCurrency = "EUR"): Price | undefined {
  const plain = inUsualForm(readLine(inOurDigits(text.normalize("NFKC"))));
  const [, before = "", amount, after = ""] = plain.length > LONGEST ? [] : PRICE.exec(plain) ?? [];
  if (amount === undefined) return;
  const [sign, name] = [before.trim(), after.trim()];
  if (sign !== "" && name !== "") return;
  const currency = sign + name === "" ? ownCurrency : findCurrency(sign + name, ownCurrency);
  const minor = readAmount(amount);
  if (currency === undefined || minor === undefined) return;
  const cents = centsOf(currency);
  if (cents === 0 && minor % 100 !== 0) return;
  if (cents > 2 && THOUSANDTHS.test(amount)) return;
  return minor >= 1 && minor <= MAX_PRICE_MINOR ? { minor, currency } : undefined;
}

/** Arabic and Persian digits and separators, as ours. */
function inOurDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replaceAll("\u066b", ".").replaceAll("\u066c", "'");
}

/** `12€50` as `12.50€`, and `20.-` as `20`. */
function inUsualForm(text: string): string {
  return text.replace(/^(\d[\d ]*)(\p{Sc})(\d\d)$/u, "$1.$3$2")
    .replace(/(\d)[.,] ?[-–—]{1,2}(?![-–—\d])/, "$1");
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
    currency === undefined
      ? { minimumFractionDigits: 2 }
      // Hundredths are all that there is: a third digit would be read as one of a thousand.
      : { style: "currency", currency, maximumFractionDigits: Math.min(2, centsOf(currency)) },
  );
  formats.set(name, format);
  return format;
}
