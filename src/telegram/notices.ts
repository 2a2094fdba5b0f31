import type { Api } from "grammy";
import { type Database, loadLanguages } from "../postgres/mod.ts";
import { getProduct } from "../shop/mod.ts";
import type { AnswerRefusal } from "./dialogues/answer.ts";
import { isUnreachable } from "./errors.ts";
import { escapeHtml } from "./html.ts";
import { localeOf } from "./locales/mod.ts";

/** Tells a seller that a product's picture cannot be kept, and what to do. */
export type NotifyUnusablePhoto = (productId: string, refused: AnswerRefusal) => Promise<void>;

/** Makes the notice. Sellers who are out of reach are not told. */
export function createPhotoNotice(api: Api, db: Database): NotifyUnusablePhoto {
  return async (productId, refused) => {
    const product = await getProduct(db, productId);
    if (product === undefined || product.sellerId === null) return;
    const t = localeOf(...await loadLanguages(db, product.sellerId));
    const title = escapeHtml(product.title ?? productId);
    const text = t.product.photoUnusable(title, t.refusal[refused]);
    try {
      await api.sendMessage(product.sellerId, text, { parse_mode: "HTML" });
    } catch (error) {
      if (!isUnreachable(error)) throw error;
    }
  };
}
