import type { Api } from "grammy";
import { type Database, loadLanguages } from "../postgres/mod.ts";
import { getProduct } from "../shop/mod.ts";
import type { AnswerRefusal } from "./dialogues/answer.ts";
import { isUnreachable } from "./errors.ts";
import { escapeHtml } from "./html.ts";
import { localeOf } from "./locales/mod.ts";

/** Tells a seller that a product's picture cannot be kept, and what to do. The signal ends it. */
export type NotifyUnusablePhoto = (
  productId: string,
  refused: AnswerRefusal,
  signal?: AbortSignal,
) => Promise<void>;

/** Makes the notice. Sellers who are out of reach are not told. */
export function createPhotoNotice(api: Api, db: Database): NotifyUnusablePhoto {
  return async (productId, refused, signal) => {
    const product = await getProduct(db, productId);
    if (product === undefined || product.sellerId === null) return;
    const t = localeOf(...await loadLanguages(db, product.sellerId));
    const title = escapeHtml(product.title ?? productId);
    const text = t.product.photoUnusable(title, t.refusal[refused]);
    try {
      // grammY's types want Node's AbortSignal, which is the same.
      const ours = signal as Parameters<Api["sendMessage"]>[3];
      await api.sendMessage(product.sellerId, text, { parse_mode: "HTML" }, ours);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
    }
  };
}
