import type { InlineKeyboard } from "grammy";
import type { Product } from "../shop/mod.ts";
import { BUTTONS } from "./buttons.ts";
import type { Locale } from "./locales/mod.ts";

/** Where one stands in a row of pictures, and the data of the button that leads to another place of it, from 1. */
export interface Turning {
  readonly place: number;
  readonly total: number;
  dataAt(place: number): string;
}

/** Adds the buttons that turn through pictures, in a row of their own. A single picture has none. */
export function turningRow(
  keyboard: InlineKeyboard,
  { place, total, dataAt }: Turning,
  t: Locale,
): InlineKeyboard {
  if (total < 2) return keyboard;
  if (place > 1) keyboard.text(t.button.previous, dataAt(place - 1));
  keyboard.text(t.product.place(place, total), dataAt(place));
  if (place < total) keyboard.text(t.button.next, dataAt(place + 1));
  return keyboard.row();
}

/** As {@link turningRow}, for the pictures of a product. */
export function pictureRow(
  keyboard: InlineKeyboard,
  product: Product,
  button: typeof BUTTONS.picture | typeof BUTTONS.myPictures,
  t: Locale,
): InlineKeyboard {
  const { productId, pictures } = product;
  const dataAt = (place: number) => {
    const { picture } = pictures[place - 1]!;
    return button.data({ productId, picture, place });
  };
  return turningRow(keyboard, { place: placeOf(product), total: pictures.length, dataAt }, t);
}

/** The data of the button that leads to a seller's view of the picture that is seen. */
export function picturesData(product: Product): string {
  const { productId, picture } = product;
  return BUTTONS.myPictures.data({ productId, picture, place: placeOf(product) });
}

/** The place of the picture that is seen, from 1. */
export function placeOf({ picture, pictures }: Product): number {
  return pictures.findIndex((each) => each.picture === picture) + 1;
}

/** The place of what a button names, from 1. If it is gone, the one that is nearest to where it was. */
export function nearestPlace(
  named: readonly number[],
  { wanted, place }: { readonly wanted: number; readonly place: number },
): number {
  const index = named.indexOf(wanted);
  return index >= 0 ? index + 1 : Math.max(1, Math.min(place, named.length));
}
