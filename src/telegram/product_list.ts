import { InlineKeyboard } from "grammy";
import {
  NEWEST,
  type OffSalePage,
  type OffSalePlace,
  type Product,
  readLine,
  type SearchPage,
} from "../shop/mod.ts";
import { BUTTONS, bytesOf, MOST_QUERY_BYTES } from "./buttons.ts";
import { describePrice } from "./cards.ts";
import type { Locale } from "./locales/mod.ts";

/** How many products a list shows: as many buttons as a phone has room for. */
export const LISTED = 8;

/** Characters of a title: a button on a phone has one line. */
const TITLE_LENGTH = 30;

/**
 * What was found by a query, and the way to the next page: in inline mode if the query does not fit into a button. A later
 * page has a way back to the first one.
 */
export function foundKeyboard(
  query: string,
  { products, next }: SearchPage,
  t: Locale,
  { isFirst = true }: { readonly isFirst?: boolean } = {},
): InlineKeyboard {
  const keyboard = productButtons(products, BUTTONS.found, t);
  if (!isFirst) {
    keyboard.text(t.button.firstPage, BUTTONS.listNext.data({ before: String(NEWEST), query }));
  }
  if (next === undefined) return keyboard;
  const isShort = bytesOf(query) <= MOST_QUERY_BYTES;
  return isShort
    ? keyboard.text(t.button.more, BUTTONS.listNext.data({ before: String(next), query }))
    : keyboard.switchInlineCurrent(t.button.more, query);
}

/** What a seller can put back on sale, and the ways to the pages beside. */
export function offSaleListKeyboard(
  { products, previous, next }: OffSalePage,
  t: Locale,
): InlineKeyboard {
  const keyboard = productButtons(products, BUTTONS.myOffSaleOne, t);
  const { myOffSalePrevious, myOffSaleNext } = BUTTONS;
  if (previous !== undefined) {
    keyboard.text(t.button.previous, myOffSalePrevious.data(written(previous)));
  }
  if (next !== undefined) keyboard.text(t.button.next, myOffSaleNext.data(written(next)));
  return keyboard;
}

/** A place as a button carries it. */
interface WrittenPlace {
  readonly since: string;
  readonly productId: string;
}

function written({ since, productId }: OffSalePlace): WrittenPlace {
  return { since: since.toString(36), productId };
}

/** Reads the place of a button of {@link offSaleListKeyboard}. */
export function readPlace({ since, productId }: WrittenPlace): OffSalePlace {
  return { since: parseInt(since, 36), productId };
}

/** A button for each product, with its title and its price. */
function productButtons(
  products: readonly Product[],
  button: typeof BUTTONS.found | typeof BUTTONS.myOffSaleOne,
  t: Locale,
): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const product of products) {
    const sold = product.sold ? `${t.button.sold} · ` : "";
    const label = `${sold}${titleOf(product, t)} · ${describePrice(product, t)}`;
    keyboard.text(label, button.data({ productId: product.productId })).row();
  }
  return keyboard;
}

function titleOf({ title }: Product, t: Locale): string {
  const characters = [...readLine(title ?? "") || t.product.untitled];
  if (characters.length <= TITLE_LENGTH) return characters.join("");
  return `${characters.slice(0, TITLE_LENGTH - 1).join("").trimEnd()}…`;
}
