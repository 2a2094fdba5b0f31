import { formatPrice } from "../../shop/mod.ts";
import type { ShopContext } from "../context.ts";
import type { Field } from "./dialogue.ts";

/** The question for a field. That for the price has examples in the shop's own currency. */
export function questionFor({ t, shop }: ShopContext, field: Field): string {
  if (field !== "price") return t.sell[field];
  const { currency = "EUR" } = shop;
  return t.sell.price(formatPrice({ minor: 1200, currency }, t.language), currency);
}
