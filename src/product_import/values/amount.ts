/** The sign between whole units and cents. */
export type DecimalMark = "." | ",";

/** A decimal number, exactly as it is written. */
export interface Amount {
  readonly isNegative: boolean;
  /** Digits, at least one. */
  readonly whole: string;
  /** Digits, perhaps none. */
  readonly fraction: string;
}

/** Separators of thousands: points and commas, spaces, the apostrophes of Switzerland, the low line of programs. */
const GROUPED = /^\d{1,3}([ '’_.,])\d{3}(?:\1\d{3})*$/;
/** Groups as in India: `12,34,567`. */
const GROUPED_BY_TWO = /^\d{1,2}(?:,\d{2})+,\d{3}$/;
/** `12,-` and `12.–` are whole units. */
const NO_CENTS = /[.,] ?[-–—]$/;

/**
 * Reads an amount such as `12.5`, `1 234,50`, `1'234.50` or `12,-`. `1,234` may be a thousand or a bit more than one:
 * `mark` decides. Without `mark` it is a thousand, as buyers and sellers write prices.
 * @returns undefined for anything else.
 */
export function readAmount(text: string, mark?: DecimalMark): Amount | undefined {
  const [, sign, unsigned] = /^([-−+]?) ?(.*)$/.exec(plain(text))!;
  const digits = unsigned!.replace(NO_CENTS, "");
  const at = decimalAt(digits, mark);
  const whole = at === undefined ? digits : digits.slice(0, at);
  const fraction = at === undefined ? "" : digits.slice(at + 1);
  const isWhole = /^\d+$/.test(whole) || GROUPED.test(whole) || GROUPED_BY_TWO.test(whole) ||
    (whole === "" && fraction !== "");
  if (!isWhole || !/^\d*$/.test(fraction)) return undefined;
  // The same sign cannot separate thousands and cents.
  if (at !== undefined && GROUPED.exec(whole)?.[1] === digits[at]) return undefined;
  return {
    isNegative: sign !== "" && sign !== "+",
    whole: whole.replace(/\D/g, "") || "0",
    fraction,
  };
}

/** The decimal mark of an amount, if it can be nothing else. */
export function decimalMarkOf(text: string): DecimalMark | undefined {
  const digits = plain(text).replace(NO_CENTS, "");
  const [, mark, cents] = /([.,])(\d*)$/.exec(digits) ?? [];
  if (mark === undefined) return undefined;
  const isSure = cents!.length !== 3 || /^-?0[.,]/.test(digits) ||
    digits.includes(mark === "." ? "," : ".");
  const isOnly = digits.indexOf(mark) === digits.lastIndexOf(mark);
  return isSure && isOnly ? mark as DecimalMark : undefined;
}

/** Where the decimal mark is. Undefined if there is none. */
function decimalAt(digits: string, mark: DecimalMark | undefined): number | undefined {
  const last = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  if (last === -1) return undefined;
  const sign = digits[last] as DecimalMark;
  if (digits.indexOf(sign) !== last) return undefined;
  const isAmbiguous = decimalMarkOf(digits) === undefined;
  return !isAmbiguous || sign === mark ? last : undefined;
}

/** NFKC makes plain spaces and digits of the wide and narrow ones. */
function plain(text: string): string {
  return text.normalize("NFKC").replace(/\s+/g, " ").trim();
}
