import { InlineKeyboard } from "grammy";
import type { CataloguePage, Product } from "../shop/mod.ts";
import type { Locale } from "./locales/mod.ts";
import type { Card } from "./picture_sender.ts";
import { escapeHtml, formatPrice, TEXT_LIMITS } from "./text.ts";

/** A description in a list, in characters. */
const SUMMARY_LENGTH = 200;

/** The words of a product: what a caption says. */
export type Described = Pick<Product, "title" | "description" | "price">;

/** A product's caption with its whole description. */
export function describe(product: Described, t: Locale): string {
  // A legacy row's words may be longer than ours: a caption has room for 1024 characters.
  const { title, description } = TEXT_LIMITS;
  const name = shorten(product.title || t.product.untitled, title);
  const price = product.price === null
    ? t.product.priceOnRequest
    : formatPrice(product.price, t.language);
  const lines = [`<b>${escapeHtml(name)}</b>`, escapeHtml(price)];
  if (product.description) lines.push("", escapeHtml(shorten(product.description, description)));
  return lines.join("\n");
}

/** A product's caption in a list. */
function summarize(product: Described, t: Locale): string {
  const description = product.description && shorten(product.description, SUMMARY_LENGTH);
  return describe({ ...product, description }, t);
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}

/** One page of the catalogue. */
export function pageCard({ product, place, total }: CataloguePage, t: Locale): Card {
  const id = product.productId;
  const keyboard = new InlineKeyboard();
  if (place > 1) keyboard.text(t.button.previous, `b:p:${id}`);
  keyboard.text(t.product.place(place, total), `b:c:${id}`);
  if (place < total) keyboard.text(t.button.next, `b:n:${id}`);
  keyboard.row().text(t.button.details, `b:d:${id}`);
  return { caption: summarize(product, t), keyboard };
}

/** A product with all that a buyer can do. */
export function detailsCard(product: Product, t: Locale): Card {
  const id = product.productId;
  const keyboard = new InlineKeyboard();
  if (product.sellerUsername) {
    keyboard.url(t.button.contact, `https://t.me/${product.sellerUsername}`);
  } else keyboard.text(t.button.contact, `c:${id}`);
  keyboard.switchInline(t.button.share, id).row().text(t.button.back, `b:b:${id}`);
  return { caption: describe(product, t), keyboard };
}

/** One of the seller's own products. */
export function myCard({ product, place, total }: CataloguePage, t: Locale): Card {
  const id = product.productId;
  const keyboard = new InlineKeyboard();
  if (place > 1) keyboard.text(t.button.previous, `m:p:${id}`);
  keyboard.text(t.product.place(place, total), `b:c:${id}`);
  if (place < total) keyboard.text(t.button.next, `m:n:${id}`);
  keyboard.row().text(t.button.replacePhoto, `m:f:${id}:photo`).text(t.button.edit, `m:e:${id}`)
    .row().switchInline(t.button.share, id).text(t.button.withdraw, `m:w1:${id}`)
    .row().text(t.button.deleteForGood, `m:d1:${id}`);
  const caption = `${summarize(product, t)}\n\n<code>${id}</code>`;
  return { caption, keyboard };
}

/** The words that one of the seller's own products can be changed in. */
export function myEditKeyboard(id: string, t: Locale): InlineKeyboard {
  return new InlineKeyboard().text(t.button.title, `m:f:${id}:title`)
    .text(t.button.description, `m:f:${id}:description`).text(t.button.price, `m:f:${id}:price`)
    .row().text(t.button.back, `m:b:${id}`);
}

/** Asked first, and asked again. */
export function withdrawKeyboard(id: string, again: boolean, t: Locale): InlineKeyboard {
  const yes = again ? t.button.withdrawReally : t.button.withdrawYes;
  return new InlineKeyboard().text(yes, `m:${again ? "w3" : "w2"}:${id}`)
    .row().text(t.button.keep, `m:b:${id}`);
}

/** What can still be done with a product that is withdrawn. */
export function withdrawnKeyboard(id: string, t: Locale): InlineKeyboard {
  return new InlineKeyboard().text(t.button.deleteForGood, `m:d1:${id}`);
}

/** Asked first, and asked again. */
export function deleteKeyboard(
  { productId: id, withdrawn }: Pick<Product, "productId" | "withdrawn">,
  again: boolean,
  t: Locale,
): InlineKeyboard {
  const yes = again ? t.button.deleteReally : t.button.deleteYes;
  return new InlineKeyboard().text(yes, `m:${again ? "d3" : "d2"}:${id}`)
    .row().text(t.button.keep, `m:${withdrawn ? "d0" : "b"}:${id}`);
}

/** A sale that waits to be confirmed. */
export function previewKeyboard(saleId: string, t: Locale): InlineKeyboard {
  return new InlineKeyboard().text(t.button.confirm, `s:ok:${saleId}`)
    .row().text(t.button.edit, `s:ed:${saleId}`).text(t.button.cancel, `s:no:${saleId}`);
}

/** What of a sale can be changed before it is confirmed. */
export function saleEditKeyboard(saleId: string, t: Locale): InlineKeyboard {
  return new InlineKeyboard().text(t.button.photo, `s:f:${saleId}:photo`)
    .text(t.button.title, `s:f:${saleId}:title`)
    .row().text(t.button.description, `s:f:${saleId}:description`)
    .text(t.button.price, `s:f:${saleId}:price`)
    .row().text(t.button.back, `s:pv:${saleId}`);
}

/** A product that was just listed. */
export function listedCard(product: Product, link: string, t: Locale): Card {
  const keyboard = new InlineKeyboard().switchInline(t.button.share, product.productId)
    .row().text(t.button.browse, "browse");
  const caption = `${t.sell.listed(product.productId, link)}\n\n${summarize(product, t)}`;
  return { caption, keyboard };
}
