import { type Api, InlineKeyboard } from "grammy";
import { FIRST_NUMBER } from "../domain/mod.ts";
import { type Database, loadLanguages } from "../postgres/mod.ts";
import { getProduct, withPicture } from "../shop/mod.ts";
import type { AnswerRefusal } from "./dialogues/answer.ts";
import { isUnreachable } from "./errors.ts";
import { escapeHtml } from "./html.ts";
import { localeOf } from "./locales/mod.ts";
import { picturesData } from "./picture_row.ts";

/** A picture of a product. The first one if it has no number. */
interface OfProduct {
  readonly productId: string;
  readonly picture?: number | undefined;
}

/** Tells a seller that a product's picture cannot be kept, and what to do. The signal ends it. */
export type NotifyUnusablePhoto = (
  picture: OfProduct,
  refused: AnswerRefusal,
  signal?: AbortSignal,
) => Promise<void>;

/**
 * Makes the notice. It says which picture is meant, and its button leads there. Sellers who are out of reach are not told,
 * and nobody of a picture that its seller has removed.
 */
export function createPhotoNotice(api: Api, db: Database): NotifyUnusablePhoto {
  return async ({ productId, picture = FIRST_NUMBER }, refused, signal) => {
    const product = await getProduct(db, productId);
    if (product === undefined || product.sellerId === null) return;
    const { pictures } = product;
    const place = pictures.findIndex((each) => each.picture === picture) + 1;
    const seen = withPicture(product, place);
    if (seen === undefined) return;
    const t = localeOf(...await loadLanguages(db, product.sellerId));
    const title = escapeHtml(product.title || t.product.untitled);
    const which = pictures.length === 1
      ? t.product.itsPicture(title)
      : t.product.oneOfItsPictures(title, t.product.place(place, pictures.length));
    const text = t.product.photoUnusable(which, t.refusal[refused]);
    const reply_markup = new InlineKeyboard().text(t.button.pictures, picturesData(seen));
    try {
      // grammY's types want Node's AbortSignal, which is the same.
      const ours = signal as Parameters<Api["sendMessage"]>[3];
      const options = { parse_mode: "HTML", reply_markup } as const;
      await api.sendMessage(product.sellerId, text, options, ours);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
    }
  };
}
