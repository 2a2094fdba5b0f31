import type { Api } from "grammy";
import { type Database, loadLanguages } from "../postgres/mod.ts";
import { getProduct } from "../shop/mod.ts";
import { isUnreachable } from "./errors.ts";
import { type AnswerRefusal, localeOf } from "./locales/mod.ts";
import { escapeHtml } from "./text.ts";

/** Tells a seller that the picture of a product cannot be kept, and what to do. */
export type NotifyUnusablePhoto = (productId: string, refused: AnswerRefusal) => Promise<void>;

/** Makes the notice. A seller who is out of reach is not told. */
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
