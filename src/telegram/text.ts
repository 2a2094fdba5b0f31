import type { Price } from "../shop/mod.ts";

/** Limits on what sellers write, in characters (code points). Together they fit a caption of 1024. */
export const TEXT_LIMITS = { title: 120, description: 800 } as const;

/** The largest price, in minor units: 999,999.99. */
export const MAX_PRICE_MINOR = 99_999_999;

/**
 * Control characters (tabs and line breaks aside), those that turn the direction of what follows them, and those that
 * nobody sees and that part words for a search. The joiners stay: emoji and some scripts are written with them.
 */
const UNWANTED =
  // deno-lint-ignore no-control-regex -- finding control characters is its purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u3164\uffa0\ufff9-\ufffb]/g;
/**
 * Something that can be seen: a text of joiners and spaces alone would be shown as nothing, and so would the fillers of
 * Hangul and Braille's blank, which are a letter and a symbol by name.
 */
const VISIBLE = /(?![\u115f\u1160\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** A text for Telegram's HTML, escaped; a legacy row's words may hold what we would not have taken. */
export function escapeHtml(text: string): string {
  return text.toWellFormed().replace(UNWANTED, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A text on one line, without what is not for reading. */
export function readLine(text: string): string {
  return text.toWellFormed().replace(UNWANTED, "").replace(/\s+/g, " ").trim();
}

/** A title: one line, 1 to 120 characters. */
export function readTitle(
  text: string,
): { title: string } | { refused: "empty_text" | "long_title"; length: number } {
  const title = readLine(text);
  const length = [...title].length;
  if (!VISIBLE.test(title)) return { refused: "empty_text", length };
  return length > TEXT_LIMITS.title ? { refused: "long_title", length } : { title };
}

/** A description: 1 to 800 characters, line breaks kept. */
export function readDescription(
  text: string,
): { description: string } | { refused: "empty_text" | "long_description"; length: number } {
  const description = text.toWellFormed().replace(/\r\n?|\u2028|\u2029/g, "\n").replaceAll(
    "\t",
    " ",
  )
    .replace(UNWANTED, "").replace(/\n\s*\n\s*\n/g, "\n\n").trim();
  const length = [...description].length;
  if (!VISIBLE.test(description)) return { refused: "empty_text", length };
  return length > TEXT_LIMITS.description
    ? { refused: "long_description", length }
    : { description };
}

/** As people write them, and as {@link formatPrice} does. */
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
/** One or two digits behind the last point or comma are cents. */
const CENTS = /[.,](\d{1,2})$/;
/** Digits, or groups of three behind one same separator. */
const WHOLE = /^(?:\d+|[1-9]\d{0,2}([ .,'’])\d{3}(?:\1\d{3})*)$/;

/**
 * Reads a price such as `12,50 €`, `EUR 1 234.50`, `$5`, `20`; euro where no currency is named. Between 0.01 and
 * 999,999.99; undefined for anything else.
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

/** A separator of groups cannot be that of the cents too. */
function readAmount(amount: string): number | undefined {
  const cents = CENTS.exec(amount);
  const whole = amount.slice(0, cents?.index);
  const groups = WHOLE.exec(whole);
  if (groups === null || (cents !== null && cents[0][0] === groups[1])) return;
  return Number(whole.replace(/\D/g, "")) * 100 + Number((cents?.[1] ?? "").padEnd(2, "0"));
}

/** A price as people of a language write it. A legacy row's currency may be no code at all: it is shown as it is. */
export function formatPrice({ minor, currency }: Price, language: string): string {
  const amount = minor / 100;
  if (/^[a-z]{3}$/i.test(currency)) {
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);
  }
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: 2 });
  return `${format.format(amount)} ${currency}`;
}
