import type { Api } from "grammy";
import { type Database, getProduct, loadLanguages } from "../postgres/mod.ts";
import { isUnreachable } from "./errors.ts";
import { type AnswerRefusal, localeOf } from "./locales/mod.ts";
import { escapeHtml } from "./text.ts";

/** Tells a seller that the picture of a product cannot be kept, and what to do. */
export type NotifyUnusablePhoto = (
  productId: string,
  refused: AnswerRefusal,
  signal?: AbortSignal,
) => Promise<void>;

/** Makes the notice. A seller who is out of reach is not told. */
export function createPhotoNotice(api: Api, db: Database): NotifyUnusablePhoto {
  return async (productId, refused, signal) => {
    const product = await getProduct(db, productId);
    if (product === undefined || product.sellerId === null) return;
    const t = localeOf(...await loadLanguages(db, product.sellerId));
    const title = escapeHtml(product.title ?? productId);
    const text = t.product.photoUnusable(title, t.refusal[refused]);
    try {
      // grammY's types name a signal of Node's; ours is the same thing.
      const ours = signal as Parameters<Api["sendMessage"]>[3];
      await api.sendMessage(product.sellerId, text, { parse_mode: "HTML" }, ours);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
    }
  };
}
