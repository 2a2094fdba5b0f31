/** How people write currencies, in lower case and without a last point. The codes of ISO 4217 are known too. */
const NAMES: Readonly<Record<string, string>> = {
  "€": "EUR",
  euro: "EUR",
  euros: "EUR",
  евро: "EUR",
  "us$": "USD",
  "$us": "USD",
  dollar: "USD",
  dollars: "USD",
  долл: "USD",
  доллар: "USD",
  долларов: "USD",
  "£": "GBP",
  "£gb": "GBP",
  fr: "CHF",
  sfr: "CHF",
  francs: "CHF",
  "ca$": "CAD",
  "$ca": "CAD",
  "c$": "CAD",
  "a$": "AUD",
  "₽": "RUB",
  р: "RUB",
  руб: "RUB",
  рубль: "RUB",
  рубля: "RUB",
  рублей: "RUB",
  rur: "RUB",
  "₴": "UAH",
  грн: "UAH",
  гривен: "UAH",
  "₸": "KZT",
  тг: "KZT",
  тенге: "KZT",
  zł: "PLN",
  zl: "PLN",
  kč: "CZK",
  сум: "UZS",
  сўм: "UZS",
  "so'm": "UZS",
  "so’m": "UZS",
  "soʻm": "UZS",
  сом: "KGS",
  "₹": "INR",
  "₺": "TRY",
  tl: "TRY",
  "₪": "ILS",
  "₩": "KRW",
  "₫": "VND",
  đ: "VND",
  "₦": "NGN",
  "₱": "PHP",
  "r$": "BRL",
  "₾": "GEL",
  "֏": "AMD",
  birr: "ETB",
  stars: "XTR",
  "⭐": "XTR",
};

/** What several currencies share. The first one is meant when nothing else says which, if there is a first one. */
const SHARED: Readonly<Record<string, { readonly codes: RegExp; readonly usual?: string }>> = {
  $: { codes: /^(..D|MXN|ARS|CLP|COP|UYU|DOP)$/, usual: "USD" },
  "¥": { codes: /^(JPY|CNY)$/ },
  kr: { codes: /^(SEK|NOK|DKK|ISK)$/ },
};

/** Without the code that means no currency. */
const ISO_CODES = new Set(Intl.supportedValuesOf("currency").filter((code) => code !== "XXX"));

/** Codes that are not in ISO 4217: the Stars of Telegram, and coins that shops in Telegram take. */
const FURTHER_CODES = new Set(["XTR", "TON", "USDT"]);

/** What a text says of a currency. `usual` is the code, if there is one that people mean by it. */
export interface CurrencyWord {
  readonly usual: string | undefined;
  /** Whether the text may mean this code. */
  mayMean(code: string): boolean;
}

/** Reads a code, a sign or a name of a currency. Undefined if it is none. */
export function readCurrency(text: string): CurrencyWord | undefined {
  const word = text.normalize("NFKC").trim().toLowerCase().replace(/\.$/, "");
  const shared = Object.hasOwn(SHARED, word) ? SHARED[word] : undefined;
  if (shared !== undefined) {
    return { usual: shared.usual, mayMean: (code) => shared.codes.test(code) };
  }
  const upper = word.toUpperCase();
  const code = Object.hasOwn(NAMES, word) ? NAMES[word] : isCode(upper) ? upper : undefined;
  return code === undefined ? undefined : { usual: code, mayMean: (other) => other === code };
}

/** How many digits the minor unit of a currency has: 2 for EUR, 0 for JPY. */
export function minorDigitsOf(code: string): number {
  if (code === "XTR") return 0;
  if (!isIso(code)) return 2;
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

function isCode(code: string): boolean {
  return FURTHER_CODES.has(code) || isIso(code);
}

function isIso(code: string): boolean {
  return ISO_CODES.has(code);
}
