import { InlineKeyboard } from "grammy";
import { type Product, readLine } from "../shop/mod.ts";
import type { BUTTONS } from "./buttons.ts";
import { describePrice } from "./cards.ts";
import type { Locale } from "./locales/mod.ts";

/** How many products a list shows: as many buttons as a phone has room for. */
export const LISTED = 8;

/** Characters of a title: a button on a phone has one line. */
const TITLE_LENGTH = 30;

/** A button for each product, with its title and its price. */
export function productButtons(
  products: readonly Product[],
  button: typeof BUTTONS.found | typeof BUTTONS.myOffSaleOne,
  t: Locale,
): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const product of products) {
    const label = `${titleOf(product, t)} · ${describePrice(product, t)}`;
    keyboard.text(label, button.data({ productId: product.productId })).row();
  }
  return keyboard;
}

function titleOf({ title }: Product, t: Locale): string {
  const characters = [...readLine(title ?? "") || t.product.untitled];
  if (characters.length <= TITLE_LENGTH) return characters.join("");
  return `${characters.slice(0, TITLE_LENGTH - 1).join("").trimEnd()}…`;
}
