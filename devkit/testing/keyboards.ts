import type { InlineKeyboard } from "grammy";
import type { CataloguePage } from "../../src/shop/mod.ts";
import { BUTTONS } from "../../src/telegram/buttons.ts";
import {
  deleteKeyboard,
  detailsCard,
  languageKeyboard,
  listedCard,
  myCard,
  myEditKeyboard,
  pageCard,
  previewKeyboard,
  saleEditKeyboard,
  withdrawKeyboard,
  withdrawnKeyboard,
} from "../../src/telegram/cards.ts";
import type { Locale } from "../../src/telegram/locales/mod.ts";

/** The keyboard of every card of a product, in every state, and of every message of a sale. */
export function keyboardsOf(page: CataloguePage, saleId: string, t: Locale): InlineKeyboard[] {
  const { product } = page;
  const { productId } = product;
  return [
    pageCard(page, t).keyboard,
    detailsCard(product, t).keyboard,
    myCard(page, t).keyboard,
    listedCard(product, `https://t.me/x?start=${productId}`, t).keyboard,
    myEditKeyboard(productId, t),
    withdrawKeyboard(productId, false, t),
    withdrawKeyboard(productId, true, t),
    withdrawnKeyboard(productId, t),
    deleteKeyboard(product, false, t),
    deleteKeyboard({ ...product, withdrawn: true }, true, t),
    previewKeyboard(saleId, t),
    saleEditKeyboard(saleId, t),
    languageKeyboard(),
  ];
}

/** The kind of a button. */
export type ButtonName = keyof typeof BUTTONS;

/** What a button's data names, whatever its kind. */
export type Named = Partial<Record<"productId" | "saleId" | "field" | "language", string>>;

/** Every kind of button that takes this data, with what it names. */
export function takers(data: string): { readonly name: ButtonName; readonly named: Named }[] {
  return (Object.keys(BUTTONS) as ButtonName[]).flatMap((name) => {
    const named: Named | undefined = BUTTONS[name].parse(data);
    return named === undefined ? [] : [{ name, named }];
  });
}

/** Builds data for any kind of button, of what the types do not check. */
export function dataOf(name: ButtonName, named: Named): string {
  return (BUTTONS[name].data as (named: Named) => string)(named);
}
