import type { InlineKeyboard } from "grammy";
import type { LongId } from "../../src/domain/mod.ts";
import { type CataloguePage, withPicture } from "../../src/shop/mod.ts";
import { BUTTONS } from "../../src/telegram/buttons.ts";
import {
  contactKeyboard,
  deleteKeyboard,
  detailsCard,
  languageKeyboard,
  listedCard,
  mendKeyboard,
  myCard,
  myEditKeyboard,
  offSaleKeyboard,
  pageCard,
  repairKeyboard,
  soldKeyboard,
  withdrawKeyboard,
} from "../../src/telegram/cards.ts";
import {
  draftPicturesKeyboard,
  previewKeyboard,
  saleEditKeyboard,
} from "../../src/telegram/draft_cards.ts";
import {
  addedKeyboard,
  myPicturesCard,
  photosKeyboard,
  removePictureKeyboard,
} from "../../src/telegram/my_picture_cards.ts";
import { foundKeyboard, offSaleListKeyboard } from "../../src/telegram/product_list.ts";
import type { Locale } from "../../src/telegram/locales/mod.ts";

/** The microseconds of the year 9999. */
const MOST_SINCE = Date.UTC(9999, 0) * 1000;

const PHOTO = { fileId: "a", fileUniqueId: "b", originalFileId: "a" };

/** Every keyboard of the cards of a product, in every state, and of the messages of a sale. */
export function keyboardsOf(page: CataloguePage, saleId: string, t: Locale): InlineKeyboard[] {
  const { product } = page;
  const { productId } = product;
  const { pictures } = product;
  const last = withPicture(product, pictures.length) ?? product;
  const photos = [2_147_483_646, 2_147_483_647].map((messageId) => ({ messageId, ...PHOTO }));
  const draft = { saleId, photos };
  const place = { since: MOST_SINCE, productId };
  return [
    pageCard(page, t).keyboard,
    detailsCard({ product, contactName: null }, t).keyboard,
    detailsCard({ product: last, contactName: null }, t).keyboard,
    contactKeyboard(productId, t),
    foundKeyboard("椅子".repeat(6), { products: [product], next: 999_999_999_999_999 }, t, {
      isFirst: false,
    }),
    offSaleListKeyboard({ products: [product], previous: place, next: place }, t),
    myCard({ ...page, hasNext: false }, t).keyboard,
    myCard(page, t).keyboard,
    listedCard(product, `https://t.me/x?start=${productId}`, t).keyboard,
    myEditKeyboard(product, t),
    withdrawKeyboard(productId, t),
    soldKeyboard(productId, t),
    offSaleKeyboard(productId, t),
    deleteKeyboard(product, false, t),
    deleteKeyboard({ ...product, withdrawn: true }, true, t),
    previewKeyboard(draft, 2, t),
    draftPicturesKeyboard(draft, 2, t),
    saleEditKeyboard({ ...draft, photos: draft.photos.slice(0, 1) }, t),
    myPicturesCard(last, t).keyboard,
    removePictureKeyboard(last, t),
    addedKeyboard(product, t.button.pictures),
    photosKeyboard({ productId, title: "椅子" }, t),
    languageKeyboard(),
    mendKeyboard(t),
    repairKeyboard(t, false),
    repairKeyboard(t, true),
  ];
}

/** The name of a kind of button. */
export type ButtonName = keyof typeof BUTTONS;

/** The values in a button's data, for any kind. */
export type Named =
  & Partial<
    Record<
      "productId" | "saleId" | "field" | "language" | "before" | "query" | "since" | "all",
      string
    >
  >
  & Partial<Record<"picture" | "photo" | "place", number>>;

/** The same as it is read: of a long product id only its hash. */
export type Read = Omit<Named, "productId"> & { readonly productId?: string | LongId };

/** Every kind of button that accepts this data, with the values in it. */
export function takers(
  data: string,
  names = Object.keys(BUTTONS) as readonly ButtonName[],
): { readonly name: ButtonName; readonly named: Read }[] {
  return names.flatMap((name) => {
    const named: Read | undefined = BUTTONS[name].parse(data);
    return named === undefined ? [] : [{ name, named }];
  });
}

/** Builds data for any kind of button. The types do not check the values. */
export function dataOf(name: ButtonName, named: Named): string {
  return (BUTTONS[name].data as (named: Named) => string)(named);
}
