import { InlineKeyboard } from "grammy";
import { MAX_PICTURES } from "../domain/mod.ts";
import { BUTTONS } from "./buttons.ts";
import { describe } from "./cards.ts";
import type { DraftPhoto } from "./dialogues/draft_photos.ts";
import type { CompleteSale } from "./dialogues/sale.ts";
import type { Locale } from "./locales/mod.ts";
import type { Card } from "./picture_sender.ts";
import { turningRow } from "./picture_row.ts";

/** What of a sale its keyboards need. */
export type DraftPictures = Pick<CompleteSale, "saleId" | "photos">;

/** A sale that waits to be confirmed, as seen with the photo at a place, from 1. */
export function draftCard(sale: CompleteSale, place: number, t: Locale): Card {
  const caption = `${describe(sale, t)}\n\n${t.sell.preview}`;
  return { caption, keyboard: previewKeyboard(sale, place, t) };
}

/** What can be done with a sale that waits to be confirmed. */
export function previewKeyboard(sale: DraftPictures, place: number, t: Locale): InlineKeyboard {
  const { saleId } = sale;
  const keyboard = turning(sale, BUTTONS.saleSeen, place, t);
  return keyboard.text(t.button.confirm, BUTTONS.confirmSale.data({ saleId }))
    .row().text(t.button.pictures, photoData(BUTTONS.salePictures, sale, place))
    .text(t.button.edit, BUTTONS.editSale.data({ saleId }))
    .row().text(t.button.cancel, BUTTONS.cancelSale.data({ saleId }));
}

/** What can be done with the photo of a sale that is seen. */
export function draftPicturesKeyboard(
  sale: DraftPictures,
  place: number,
  t: Locale,
): InlineKeyboard {
  const { saleId, photos } = sale;
  const photo = at(photos, place).messageId;
  const keyboard = turning(sale, BUTTONS.salePictures, place, t);
  if (place > 1) {
    keyboard.text(t.button.putFirst, BUTTONS.salePictureFirst.data({ saleId, photo })).row();
  }
  keyboard.text(t.button.replace, BUTTONS.salePictureReplace.data({ saleId, photo }));
  if (photos.length > 1) {
    keyboard.text(t.button.remove, BUTTONS.salePictureRemove.data({ saleId, photo }));
  }
  keyboard.row();
  if (photos.length < MAX_PICTURES) {
    keyboard.text(t.button.add, BUTTONS.salePictureAdd.data({ saleId }));
  }
  return keyboard.text(t.button.back, photoData(BUTTONS.saleSeen, sale, place));
}

/** What of a sale can be changed before it is confirmed. The photo is among it if it is the only one. */
export function saleEditKeyboard(
  { saleId, photos }: DraftPictures,
  t: Locale,
): InlineKeyboard {
  const { editSaleField, previewSale } = BUTTONS;
  const keyboard = new InlineKeyboard();
  if (photos.length === 1) {
    keyboard.text(t.button.photo, editSaleField.data({ saleId, field: "photo" }));
  }
  return keyboard.text(t.button.title, editSaleField.data({ saleId, field: "title" }))
    .row().text(t.button.description, editSaleField.data({ saleId, field: "description" }))
    .text(t.button.price, editSaleField.data({ saleId, field: "price" }))
    .row().text(t.button.back, previewSale.data({ saleId }));
}

type PlacedButton = typeof BUTTONS.saleSeen | typeof BUTTONS.salePictures;

function turning(
  sale: DraftPictures,
  button: PlacedButton,
  place: number,
  t: Locale,
): InlineKeyboard {
  const dataAt = (at: number) => photoData(button, sale, at);
  return turningRow(new InlineKeyboard(), { place, total: sale.photos.length, dataAt }, t);
}

function photoData(button: PlacedButton, { saleId, photos }: DraftPictures, place: number): string {
  return button.data({ saleId, photo: at(photos, place).messageId, place });
}

function at(photos: readonly DraftPhoto[], place: number): DraftPhoto {
  const photo = photos[place - 1];
  if (photo === undefined) throw new RangeError(`Cannot show photo ${place}: the sale has none`);
  return photo;
}
