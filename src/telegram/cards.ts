import { InlineKeyboard } from "grammy";
import {
  type CataloguePage,
  COUNTED,
  formatPrice,
  type Offer,
  type Product,
  productName,
  readLine,
  TEXT_LIMITS,
} from "../shop/mod.ts";
import { BUTTONS } from "./buttons.ts";
import { code, escapeHtml } from "./html.ts";
import { LANGUAGES, type Locale, LOCALES } from "./locales/mod.ts";
import type { Card } from "./picture_sender.ts";
import { pictureRow, picturesData, placeOf } from "./picture_row.ts";

/** The length of a description in a list, in characters. */
const SUMMARY_LENGTH = 200;

/** The length of a title in a prepared text, in characters: an address has no room for more. */
const NAMED_LENGTH = 60;

/** What a caption says of a product. */
export type Described = Pick<Product, "title" | "description" | "price">;

/** A product's caption with its whole description. */
export function describe(product: Described, t: Locale): string {
  // The words of a legacy row may be longer than ours; a caption has room for 1024 characters.
  const { title, description } = TEXT_LIMITS;
  const name = shorten(product.title || t.product.untitled, title);
  const lines = [`<b>${escapeHtml(name)}</b>`, escapeHtml(describePrice(product, t))];
  if (product.description) lines.push("", escapeHtml(shorten(product.description, description)));
  return lines.join("\n");
}

/** A product's price, as plain text. */
export function describePrice({ price }: Pick<Described, "price">, t: Locale): string {
  return price === null ? t.product.priceOnRequest : formatPrice(price, t.language);
}

/** A product's caption in a list. */
function summarize(product: Described, t: Locale): string {
  const description = product.description && shorten(product.description, SUMMARY_LENGTH);
  return describe({ ...product, description }, t);
}

/** A text of at most `length` characters. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}

/** The buttons that turn the page, and the place between them. */
function pageKeyboard(
  { product: { productId }, place, total, hasNext }: CataloguePage,
  previous: typeof BUTTONS.previous,
  next: typeof BUTTONS.next,
  t: Locale,
): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  if (place !== 1) keyboard.text(t.button.previous, previous.data({ productId }));
  const most = `${COUNTED}+`;
  const label = place === null ? most : t.product.place(place, total ?? most);
  keyboard.text(label, BUTTONS.place.data({ productId }));
  if (hasNext) keyboard.text(t.button.next, next.data({ productId }));
  return keyboard;
}

/** One page of the catalogue. */
export function pageCard(page: CataloguePage, t: Locale): Card {
  const { product } = page;
  const keyboard = pageKeyboard(page, BUTTONS.previous, BUTTONS.next, t);
  const { productId } = product;
  keyboard.row().text(t.button.details, BUTTONS.details.data({ productId }))
    .text(t.button.list, BUTTONS.list.data({}));
  return { caption: summarize(product, t), keyboard };
}

/** A product as seen with one of its pictures, with everything that a buyer can do. */
export function detailsCard({ product, contactName }: Offer, t: Locale): Card {
  const { productId } = product;
  const keyboard = pictureRow(new InlineKeyboard(), product, BUTTONS.picture, t);
  if (contactName !== null) {
    keyboard.url(t.button.contact, chatLink(contactName, t.contact.opening(...named(product, t))));
  } else keyboard.text(t.button.contact, BUTTONS.contact.data({ productId }));
  keyboard.switchInline(t.button.share, productName(productId)).row();
  if (product.pictures.length > 1) {
    const { picture } = product;
    const seen = { productId, picture, place: placeOf(product) };
    keyboard.text(t.button.allPictures, BUTTONS.allPicturesFrom.data(seen));
  }
  keyboard.text(t.button.back, BUTTONS.backToPage.data({ productId }));
  return { caption: describe(product, t), keyboard };
}

/** Asks a buyer whose name the seller would get. */
export function contactKeyboard(productId: string, t: Locale): InlineKeyboard {
  return new InlineKeyboard().text(t.button.contactYes, BUTTONS.contactDo.data({ productId }))
    .row().text(t.button.back, BUTTONS.details.data({ productId }));
}

/** What a seller gets of a buyer. `buyer` is Telegram HTML; the username is null if there is none. */
export function interestCard(
  product: Product,
  { buyer, username, link }: {
    readonly buyer: string;
    readonly username: string | null;
    readonly link: string;
  },
  t: Locale,
): Card {
  const [title, number] = named(product, t);
  const keyboard = new InlineKeyboard();
  if (username !== null) {
    keyboard.url(t.button.write, chatLink(username, t.contact.reply(title, number))).row();
  }
  keyboard.url(t.button.view, link);
  const caption = t.contact.interested(buyer, escapeHtml(title));
  return { caption: `${caption}\n${code(number)}`, keyboard };
}

/** The title, shortened, and the number of a product, for people to read. */
function named({ title, productId }: Product, t: Locale): [title: string, number: string] {
  return [
    shorten(readLine(title ?? "") || t.product.untitled, NAMED_LENGTH),
    productName(productId),
  ];
}

/** A link that opens a chat with a text already written (core.telegram.org/api/links, read 2026-11). */
function chatLink(username: string, text: string): string {
  return `https://t.me/${username}?text=${encodeURIComponent(text)}`;
}

/** One of the seller's own products. */
export function myCard(page: CataloguePage, t: Locale): Card {
  const { product } = page;
  const keyboard = pageKeyboard(page, BUTTONS.myPrevious, BUTTONS.myNext, t);
  const { productId } = product;
  const hasSeveral = product.pictures.length > 1;
  keyboard.row().text(
    hasSeveral ? t.button.pictures : t.button.replacePhoto,
    hasSeveral ? picturesData(product) : BUTTONS.myEditField.data({ productId, field: "photo" }),
  )
    .text(t.button.edit, BUTTONS.myEdit.data({ productId }))
    .row().text(t.button.sold, BUTTONS.mySold.data({ productId }))
    .switchInline(t.button.share, productName(productId))
    .row().text(t.button.withdraw, BUTTONS.myWithdraw.data({ productId }))
    .text(t.button.deleteForGood, BUTTONS.myDelete.data({ productId }));
  // What is off sale comes after the last one on sale.
  if (!page.hasNext) keyboard.row().text(t.button.offSale, BUTTONS.myOffSale.data({}));
  const caption = `${summarize(product, t)}\n\n${code(productId)}`;
  return { caption, keyboard };
}

/** One of the seller's own products that is sold or withdrawn. */
export function offSaleCard(product: Product, t: Locale): Card {
  const { productId, sold } = product;
  const state = sold ? t.edit.soldDone : t.edit.withdrawDone;
  const caption = `${summarize(product, t)}\n\n${code(productId)}\n\n${state}`;
  return { caption, keyboard: offSaleKeyboard(productId, t) };
}

/** What of one's own product can be changed. */
export function myEditKeyboard(product: Product, t: Locale): InlineKeyboard {
  const { productId } = product;
  const { myEditField, myPage } = BUTTONS;
  return new InlineKeyboard()
    .text(t.button.title, myEditField.data({ productId, field: "title" }))
    .text(t.button.description, myEditField.data({ productId, field: "description" }))
    .text(t.button.price, myEditField.data({ productId, field: "price" }))
    .row().text(t.button.pictures, picturesData(product))
    .text(t.button.back, myPage.data({ productId }));
}

/** Asks whether to withdraw a product. */
export function withdrawKeyboard(productId: string, t: Locale): InlineKeyboard {
  return new InlineKeyboard().text(t.button.withdrawYes, BUTTONS.myWithdrawDo.data({ productId }))
    .row().text(t.button.keepOnSale, BUTTONS.myPage.data({ productId }));
}

/** Asks whether a product is sold. */
export function soldKeyboard(productId: string, t: Locale): InlineKeyboard {
  return new InlineKeyboard().text(t.button.soldYes, BUTTONS.mySoldDo.data({ productId }))
    .row().text(t.button.notYet, BUTTONS.myPage.data({ productId }));
}

/** What can still be done with a product that is sold or withdrawn. */
export function offSaleKeyboard(productId: string, t: Locale): InlineKeyboard {
  return new InlineKeyboard().text(t.button.putBack, BUTTONS.myPutBack.data({ productId }))
    .row().text(t.button.deleteForGood, BUTTONS.myDelete.data({ productId }));
}

/** Asks whether to delete a product for good: first, and again. */
export function deleteKeyboard(
  { productId, withdrawn }: Pick<Product, "productId" | "withdrawn">,
  again: boolean,
  t: Locale,
): InlineKeyboard {
  const yes = again ? BUTTONS.myDeleteDo : BUTTONS.myDeleteSure;
  const label = again ? t.button.deleteReally : t.button.deleteYes;
  const no = withdrawn ? BUTTONS.myDeleteNot : BUTTONS.myPage;
  return new InlineKeyboard().text(label, yes.data({ productId }))
    .row().text(t.button.keep, no.data({ productId }));
}

/** A product that was just listed. */
export function listedCard(product: Product, link: string, t: Locale): Card {
  const keyboard = new InlineKeyboard().switchInline(t.button.share, productName(product.productId))
    .row().text(t.button.browse, BUTTONS.browse.data({}));
  const caption = `${t.sell.listed(code(product.productId), link)}\n\n${summarize(product, t)}`;
  return { caption, keyboard };
}

/** Offers an operator to mend what a verification has found. */
export function mendKeyboard(t: Locale): InlineKeyboard {
  return new InlineKeyboard().text(t.button.mend, BUTTONS.operatorMend.data({}));
}

/** The button that puts lost pictures back. `all`: each picture is read and compared for it. */
export function repairKeyboard(t: Locale, all: boolean): InlineKeyboard {
  const { repair, repairAll } = t.button;
  const data = BUTTONS.operatorRepair.data({ all: all ? "1" : "0" });
  return new InlineKeyboard().text(all ? repairAll : repair, data);
}

/** The choice of a language, each by its own name. */
export function languageKeyboard(): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const language of LANGUAGES) {
    keyboard.text(LOCALES[language].languageName, BUTTONS.language.data({ language }));
  }
  return keyboard;
}
