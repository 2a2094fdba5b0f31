import type { Price } from "../postgres/mod.ts";

/** Limits on what sellers write, in characters (code points). Together they fit a caption of 1024. */
export const TEXT_LIMITS = { title: 120, description: 800 } as const;

/** The largest price, in minor units: 999,999.99. */
export const MAX_PRICE_MINOR = 99_999_999;

/** Control characters (line breaks aside) and those that turn the direction of what follows them. */
// deno-lint-ignore no-control-regex -- finding control characters is its purpose
const UNWANTED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Escapes a text for Telegram's HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A title: one line, 1 to 120 characters. */
export function readTitle(
  text: string,
): { title: string } | { refused: "empty_text" | "long_title"; length: number } {
  const title = text.replace(UNWANTED, " ").replace(/\s+/g, " ").trim();
  const length = [...title].length;
  if (length === 0) return { refused: "empty_text", length };
  return length > TEXT_LIMITS.title ? { refused: "long_title", length } : { title };
}

/** A description: 1 to 800 characters, line breaks kept. */
export function readDescription(
  text: string,
): { description: string } | { refused: "empty_text" | "long_description"; length: number } {
  const description = text.replace(/\r\n?/g, "\n").replace(UNWANTED, "")
    .replace(/\n{3,}/g, "\n\n").trim();
  const length = [...description].length;
  if (length === 0) return { refused: "empty_text", length };
  return length > TEXT_LIMITS.description
    ? { refused: "long_description", length }
    : { description };
}

const CURRENCIES: Readonly<Record<string, string>> = {
  "": "EUR",
  "€": "EUR",
  eur: "EUR",
  euro: "EUR",
  euros: "EUR",
  $: "USD",
  us$: "USD",
  usd: "USD",
  "£": "GBP",
  gbp: "GBP",
  chf: "CHF",
  cad: "CAD",
};
const SYMBOL = "[a-z]{3,5}|(?:us)?\\$|[€£]|";
const PRICE = new RegExp(`^(${SYMBOL})\\s*(\\d[\\d .,'’]*)\\s*(${SYMBOL})$`);

/**
 * Reads a price such as `12,50 €`, `EUR 1 234.50`, `$5`, `20`; euro where no currency is named. Between 0.01 and
 * 999,999.99; undefined for anything else.
 */
export function readPrice(text: string): Price | undefined {
  const plain = text.normalize("NFKC").trim().toLowerCase().replace(/\s/g, " ");
  const [, before, amount, after] = PRICE.exec(plain) ?? [];
  if (amount === undefined || before === undefined || after === undefined) return;
  if (before !== "" && after !== "") return;
  const currency = CURRENCIES[before + after];
  const minor = readAmount(amount.trim());
  if (currency === undefined || minor === undefined) return;
  return minor >= 1 && minor <= MAX_PRICE_MINOR ? { minor, currency } : undefined;
}

/** One or two digits after the last point or comma are cents; groups before it have three digits. */
function readAmount(amount: string): number | undefined {
  const [, whole, cents = ""] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(amount) ?? [];
  if (whole === undefined || !/^\d+$|^\d{1,3}([ .,'’]\d{3})+$/.test(whole)) return;
  return Number(whole.replace(/\D/g, "")) * 100 + Number(cents.padEnd(2, "0"));
}

/** A price as people of a language write it. */
export function formatPrice(price: Price, language: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency: price.currency });
  return format.format(price.minor / 100);
}
