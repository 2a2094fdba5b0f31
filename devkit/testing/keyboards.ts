import type { InlineKeyboard } from "grammy";
import type { CataloguePage } from "../../src/shop/mod.ts";
import {
  deleteKeyboard,
  detailsCard,
  listedCard,
  myCard,
  myEditKeyboard,
  pageCard,
  previewKeyboard,
  saleEditKeyboard,
  withdrawKeyboard,
  withdrawnKeyboard,
} from "../../src/telegram/card.ts";
import type { Locale } from "../../src/telegram/locales/locale.ts";

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
  ];
}
