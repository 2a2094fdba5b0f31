import type { Words } from "../words/mod.ts";

const UNITS = [["gigabyte", 1e9], ["megabyte", 1e6], ["kilobyte", 1e3], ["byte", 1]] as const;

/** Bytes in the largest unit that fits, such as 29 GB. */
export function bytesText(bytes: number, t: Words): string {
  const [unit, size] = UNITS.find(([, least]) => bytes >= least) ?? ["byte", 1];
  const style = { style: "unit", unit, maximumSignificantDigits: 3 } as const;
  return (bytes / size).toLocaleString(t.locale, style);
}

const DOLLARS = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" } as const;

/** Dollars: cents, and as many digits as a small amount needs. */
export function dollarsText(dollars: number, t: Words): string {
  const digits = dollars > 0 && dollars < 1
    ? { maximumSignificantDigits: 2 }
    : { maximumFractionDigits: 2 };
  return dollars.toLocaleString(t.locale, { ...DOLLARS, ...digits });
}

/** A day in UTC. */
export function dayText(day: Date, t: Words): string {
  return day.toLocaleDateString(t.locale, { dateStyle: "medium", timeZone: "UTC" });
}
