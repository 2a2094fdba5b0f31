/** In the order of their use: of the currencies with the same sign or name, the first is meant, or the shop's own. */
const MOST_USED =
  "EUR USD GBP JPY CHF CNY INR RUB CAD AUD SEK NOK DKK KRW MXN BRL TRY PLN UAH CZK XOF XAF PHP RON KES DZD RSD AED SAR";
/** ISO 4217 codes that the runtime does not list yet (iso.org/iso-4217, amendments 170 to 177, read 2026-11). */
const NEW_CODES = "SLE XCG ZWG";
/** Listed codes that are no money: special drawing rights, and the sucre of a clearing union. */
const NO_MONEY = ["XDR", "XSU"];

/** All that people pay with, by its ISO 4217 code. The most used come first. */
export const CURRENCIES: readonly string[] = [
  ...new Set([
    ...MOST_USED.split(" "),
    ...Intl.supportedValuesOf("currency").filter((code) => !NO_MONEY.includes(code)),
    ...NEW_CODES.split(" "),
  ]),
];

/** What people write, beside the code and what Unicode's data calls a currency in English and French. */
const COMMON_NAMES: Readonly<Record<string, string>> = {
  EUR: "€uro €uros eu евро євро",
  USD: "us$ usd$ us-dollar us-dollars buck bucks dollard dollards",
  GBP: "quid sterling pound-sterling pounds-sterling ukp",
  JPY: "円 ￥ 圓",
  CHF: "sfr. sfr fr fr. fr.- stutz franken",
  CNY: "元 rmb 人民币 块 renminbi kuai cn¥",
  INR: "rs rs. ₨ rupaye",
  RUB: "руб руб. рубль рубля рублей р р. rub. rubl rouble roubles",
  UAH: "грн грн. гривня гривні гривень гривна гривен hrn uah. grn",
  BYN: "br byn руб.бел",
  KZT: "тг тг. тенге",
  UZS: "сум сўм soʻm so'm",
  KGS: "сом",
  AMD: "драм",
  GEL: "лари",
  BGN: "лв лв. лев лева lev leva",
  RON: "lei leu",
  PLN: "zł zl złoty złote złotych",
  CZK: "kč kc koruna koruny korun",
  HUF: "ft. forintot",
  SEK: "kr kr. krona kronor :-",
  NOK: "kr kr. krone kroner",
  DKK: "kr kr. krone kroner",
  ISK: "kr kr. króna krónur",
  TRY: "tl türk-lirası lirası",
  ILS: 'nis shekel shekels שח ש״ח ש"ח shequel shequels',
  AED: "dhs dh dh. dirham dirhams درهم د.إ",
  MAD: "dh dh. dhs dirham dirhams درهم",
  SAR: "sr riyal riyals ريال ر.س",
  IRR: "﷼ ریال rial rials",
  DZD: "da دج dinar dinars",
  TND: "dt dinar dinars",
  XOF: "cfa fcfa f.cfa franc-cfa francs-cfa",
  XAF: "cfa fcfa f.cfa franc-cfa francs-cfa",
  XPF: "cfp fcfp franc-pacifique francs-pacifique",
  NGN: "naira nairas n",
  KES: "ksh ksh. kshs shilling shillings",
  TZS: "tsh tsh. shilling shillings",
  UGX: "ush ush. shilling shillings",
  ZAR: "r rand",
  GHS: "gh₵ ₵ cedi cedis",
  BRL: "r$ real reais reales",
  PEN: "s/ s/. sol soles",
  PHP: "php. piso pesos",
  IDR: "rp rp. rupiah",
  MYR: "rm ringgit",
  THB: "baht bath บาท",
  VND: "đ đồng dong vnđ",
  KRW: "원 won",
  TWD: "nt nt$ 台幣",
  HKD: "hk$ 港幣",
  SGD: "s$",
  AUD: "a$ au$ aud$",
  CAD: "c$ ca$ cad$ can$",
  NZD: "nz$",
  MXN: "mex$ mx$ mxn$",
};

/** `10k` is ten thousand to most people, and ten kyats to some: it is read in a shop of theirs alone. */
const THOUSAND = "k";

/** Currencies by each name that they have, as {@link nameOf} writes it. */
let byName: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * Finds the currency of a sign, an ISO code or a name, such as `€`, `usd` or `francs suisses`. Of several, it is the
 * shop's own, else the most used.
 */
export function findCurrency(name: string, own: string): string | undefined {
  const code = name.toUpperCase();
  if (CURRENCIES.includes(code)) return code;
  byName ??= collectNames();
  const codes = byName.get(nameOf(name)) ?? [];
  if (codes.includes(own)) return own;
  return nameOf(name) === THOUSAND ? undefined : codes[0];
}

/** How many digits a currency has behind its point. Prices are kept in hundredths: a third digit is not kept. */
export function centsOf(currency: string): number {
  const style = { style: "currency", currency } as const;
  return new Intl.NumberFormat("en", style).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Takes 50 ms, at the first price of a process. */
function collectNames(): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const code of CURRENCIES) {
    for (const name of namesOf(code)) {
      const codes = names.get(name) ?? [];
      if (!codes.includes(code)) names.set(name, [...codes, code]);
    }
  }
  return names;
}

function namesOf(code: string): string[] {
  const common = COMMON_NAMES[code]?.split(" ").map((name) => name.replaceAll("-", " ")) ?? [];
  const signs = ["en", "fr"].flatMap((language) =>
    written(code, language, ["symbol", "narrowSymbol"])
  );
  const english = written(code, "en", ["name"]);
  const french = written(code, "fr", ["name"]);
  // "Swiss franc", "franc suisse": people say "franc".
  const short = [
    ...english.map((name) => name.split(" ").at(-1)!),
    ...french.map((name) => name.split(" ")[0]!),
  ];
  return [code, ...common, ...signs, ...english, ...french, ...short].map(nameOf)
    .filter((name) => name !== "");
}

/** How Unicode's data writes one and two of a currency, without the number. */
function written(
  currency: string,
  language: string,
  displays: readonly ("symbol" | "narrowSymbol" | "name")[],
): string[] {
  return displays.flatMap((currencyDisplay) => {
    const format = new Intl.NumberFormat(language, {
      style: "currency",
      currency,
      currencyDisplay,
      // With two digits behind the point, English has no singular.
      minimumFractionDigits: 0,
      maximumFractionDigits: 0,
    });
    return [1, 2].map((count) =>
      format.formatToParts(count).find(({ type }) => type === "currency")?.value ?? ""
    );
  });
}

/** The same for a name however it is written: small letters, one space, no marks that turn the direction. */
function nameOf(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/[\u200e\u200f\u061c]/g, "")
    .replace(/[\s-]+/g, " ").trim();
}
