import { InlineKeyboard } from "grammy";
import { MAX_PICTURES } from "../domain/mod.ts";
import type { Product } from "../shop/mod.ts";
import { BUTTONS } from "./buttons.ts";
import { describe, type Described } from "./cards.ts";
import type { Locale } from "./locales/mod.ts";
import type { Card } from "./picture_sender.ts";
import { pictureRow, placeOf } from "./picture_row.ts";

/** One's own product as seen with one of its pictures, and what can be done with it. */
export function myPicturesCard(product: Product, t: Locale): Card {
  const { productId, picture, pictures } = product;
  const keyboard = pictureRow(new InlineKeyboard(), product, BUTTONS.myPictures, t);
  const place = placeOf(product);
  if (place > 1) {
    keyboard.text(t.button.putFirst, BUTTONS.myPictureFirst.data({ productId, picture })).row();
  }
  keyboard.text(t.button.replace, BUTTONS.myPictureReplace.data({ productId, picture }));
  if (pictures.length > 1) {
    keyboard.text(t.button.remove, BUTTONS.myPictureRemove.data({ productId, picture }));
  }
  keyboard.row();
  if (pictures.length < MAX_PICTURES) {
    keyboard.text(t.button.add, BUTTONS.myPictureAdd.data({ productId }));
  }
  keyboard.text(t.button.back, BUTTONS.myPage.data({ productId }));
  return {
    caption: picturesCaption(product, t.pictures.place(place, pictures.length), t),
    keyboard,
  };
}

/** What a list of pictures says of a product: its title, and a line. */
export function picturesCaption(product: Described, line: string, t: Locale): string {
  const [title] = describe({ ...product, description: null }, t).split("\n");
  return `${title}\n${line}`;
}

/** Asks whether to remove a picture. */
export function removePictureKeyboard(product: Product, t: Locale): InlineKeyboard {
  const { productId, picture } = product;
  const place = placeOf(product);
  return new InlineKeyboard()
    .text(t.button.removeYes, BUTTONS.myPictureRemoveDo.data({ productId, picture }))
    .row().text(t.button.keepPicture, BUTTONS.myPictures.data({ productId, picture, place }));
}

/** Below what says that a picture was added: the way to all pictures. */
export function addedKeyboard(product: Product, label: string): InlineKeyboard {
  const { productId, pictures: [{ picture }] } = product;
  return new InlineKeyboard()
    .text(label, BUTTONS.myPictures.data({ productId, picture, place: 1 }));
}

/** What can be done with photos that nothing asked for: sell them, or add them to the newest product. */
export function photosKeyboard(
  newest: { readonly productId: string; readonly title: string } | undefined,
  t: Locale,
): InlineKeyboard {
  const keyboard = new InlineKeyboard().text(t.button.sellPhotos, BUTTONS.sellPhotos.data({}));
  if (newest === undefined) return keyboard;
  const { productId, title } = newest;
  return keyboard.row().text(t.button.addPhotos(title), BUTTONS.addPhotos.data({ productId }));
}
