import type { Locale } from "../locales/mod.ts";

/** A number as readers of a language write it. */
export function count(value: number, t: Locale): string {
  return value.toLocaleString(t.language);
}
