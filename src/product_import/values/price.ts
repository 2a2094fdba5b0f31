import type { Price } from "../../shop/mod.ts";
import { type Amount, type DecimalMark, decimalMarkOf, readAmount } from "./amount.ts";
import { type CurrencyWord, minorDigitsOf, readCurrency } from "./currency.ts";

/** What is known of all prices of a source. */
export interface PriceStyle {
  /** The decimal mark of the column, if its values show it. */
  readonly mark?: DecimalMark | undefined;
  /** Whether the amounts are in cents, or in whatever the minor unit of the currency is. */
  readonly isMinor?: boolean;
}

/** Why a text is no price. */
export type PriceRefusal =
  | "no_price"
  | "negative_price"
  | "long_fraction"
  | "high_price"
  | "no_currency"
  | "other_currency"
  | "unknown_currency";

/** Hundredths that a number holds exactly, with room for sums. */
const MAX_MINOR = 99_999_999_999_999n;
/** Digits after the mark from which on they come of a calculation with floating point numbers. */
const NOISE_DIGITS = 8;

const WORD = "[\\p{L}'’ʻ]{1,12}\\.?|\\p{L}{0,3}\\p{S}\\p{L}{0,3}";
const PRICE = new RegExp(
  `^(${WORD})? ?([-−+]? ?[\\d.,][\\d .,'’_]*?(?:[.,] ?[-–—])?) ?(${WORD})?$`,
  "u",
);

/** The amount of a price and the words before and behind it. Undefined if the text has another form. */
function splitPrice(text: string): { amount: string; words: string[] } | undefined {
  const plain = text.normalize("NFKC").replace(/\s+/g, " ").trim();
  const [, before, amount, behind] = PRICE.exec(plain) ?? [];
  if (amount === undefined) return undefined;
  return { amount, words: [before, behind].filter((word) => word !== undefined) };
}

/** What one price tells of its column: the decimal mark, and whether it names a currency. */
export function observePrice(
  text: string,
): { readonly mark: DecimalMark | undefined; readonly hasCurrency: boolean } | undefined {
  const split = splitPrice(text);
  if (split === undefined || readAmount(split.amount) === undefined) return undefined;
  const hasCurrency = split.words.some((word) => readCurrency(word) !== undefined);
  return { mark: decimalMarkOf(split.amount), hasCurrency };
}

/** Reads a price exactly, in hundredths. `currency` is the text of the currency's own column, or what the operator says. */
export function readSourcePrice(
  text: string,
  currency: string | undefined,
  style: PriceStyle,
): { readonly price: Price } | { readonly refused: PriceRefusal } {
  const split = splitPrice(text);
  const amount = split && readAmount(split.amount, style.mark);
  if (split === undefined || amount === undefined) return { refused: "no_price" };
  const named = codeOf(split.words, currency);
  if ("refused" in named) return named;
  const minor = hundredthsOf(amount, style.isMinor ? minorDigitsOf(named.code) : 0);
  if ("refused" in minor) return minor;
  return { price: { minor: minor.hundredths, currency: named.code } };
}

function codeOf(
  words: readonly string[],
  given: string | undefined,
): { readonly code: string } | { readonly refused: PriceRefusal } {
  const read = [...words, ...(given === undefined ? [] : [given])].map(readCurrency);
  if (read.some((word) => word === undefined)) return { refused: "unknown_currency" };
  const named = read as CurrencyWord[];
  if (named.length === 0) return { refused: "no_currency" };
  // The last one is the column's. A sign such as $ beside it may mean its code.
  const code = named.findLast(({ usual, mayMean }) => usual !== undefined && mayMean(usual))?.usual;
  if (code === undefined) return { refused: "no_currency" };
  return named.every(({ mayMean }) => mayMean(code)) ? { code } : { refused: "other_currency" };
}

/** `minorDigits`: how many digits of the whole number are behind the mark. */
function hundredthsOf(
  { isNegative, whole, fraction }: Amount,
  minorDigits: number,
): { readonly hundredths: number } | { readonly refused: PriceRefusal } {
  const digits = whole.padStart(minorDigits + 1, "0");
  const at = digits.length - minorDigits;
  const all = `${digits.slice(at)}${fraction}`;
  const kept = all.replace(/0+$/, "");
  let hundredths = BigInt(`${digits.slice(0, at)}${all.slice(0, 2).padEnd(2, "0")}`);
  if (kept.length > 2) {
    if (kept.length < NOISE_DIGITS || !/^(0{4}|9{4})/.test(kept.slice(2))) {
      return { refused: "long_fraction" };
    }
    if (kept[2] === "9") hundredths++;
  }
  if (isNegative && hundredths > 0n) return { refused: "negative_price" };
  return hundredths > MAX_MINOR ? { refused: "high_price" } : { hundredths: Number(hundredths) };
}
