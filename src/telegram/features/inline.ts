import { type Api, Composer, InlineKeyboard } from "grammy";
import type { InlineQueryResult } from "grammy/types";
import { MAIN_IMAGE, productRef } from "../../domain/mod.ts";
import { type Product, readLine, searchProducts } from "../../shop/mod.ts";
import { describe, describePrice } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { productLink } from "../deep_link.ts";
import { isLate, isReferenceRefused } from "../errors.ts";

const PAGE = 20;
/** How long Telegram keeps an answer, in seconds. Short: prices and products change. */
const CACHE_SECONDS = 30;

/** Inline mode: finds products and shares them, with the picture if Telegram holds it, else as an article. */
export function createInline(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.on("inline_query", async (ctx) => {
    const { query, offset } = ctx.inlineQuery;
    const page = { limit: PAGE, before: readOffset(offset) };
    const { products, next } = await searchProducts(ctx.shop.db, query, page);
    try {
      await answerOrHeal(ctx, products, writeOffset(next));
    } catch (error) {
      if (!isLate(error)) throw error;
    }
  });
  return composer;
}

/** Telegram sends an offset back as it is, of at most 64 bytes. The letter tells it from the counts of older releases. */
function writeOffset(next: number | undefined): string {
  return next === undefined ? "" : `n${next}`;
}

/** Anything else is the start. */
function readOffset(offset: string): number | undefined {
  const [, number] = /^n(\d{1,15})$/.exec(offset) ?? [];
  return number === undefined ? undefined : Number(number);
}

/**
 * Answers with pictures. One dead id fails the whole answer, and Telegram does not say which. Then each id is checked,
 * and the dead ones are healed. Some ids are dead as a photo and still name a file: if Telegram refuses again, no product
 * keeps its picture.
 */
async function answerOrHeal(
  ctx: ShopContext,
  products: readonly Product[],
  nextOffset: string,
): Promise<void> {
  const attempts = [
    () => Promise.resolve(products),
    () => Promise.all(products.map((product) => healDeadId(ctx, product))),
    () => Promise.resolve(products.map(withoutMainId)),
  ];
  let refusal: unknown;
  for (const attempt of attempts) {
    try {
      return await answerWith(ctx, await attempt(), nextOffset);
    } catch (error) {
      if (!isReferenceRefused(error)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

async function answerWith(
  ctx: ShopContext,
  products: readonly Product[],
  nextOffset: string,
): Promise<void> {
  const results = products.map((product) => resultOf(ctx, product));
  // Personal: the texts are in the user's language.
  const options = { next_offset: nextOffset, cache_time: CACHE_SECONDS, is_personal: true };
  await ctx.answerInlineQuery(results, options);
}

async function healDeadId(ctx: ShopContext, product: Product): Promise<Product> {
  const { productId, picture, images } = product;
  const { fileId } = images[MAIN_IMAGE];
  if (fileId === null || !(await isDead(ctx.api, fileId))) return product;
  const reason = "refused inline";
  await ctx.shop.healFileId({ productId, picture, imageType: MAIN_IMAGE, fileId, reason });
  return withoutMainId(product);
}

function withoutMainId(product: Product): Product {
  const main = { ...product.images[MAIN_IMAGE], fileId: null };
  return { ...product, images: { ...product.images, [MAIN_IMAGE]: main } };
}

async function isDead(api: Api, fileId: string): Promise<boolean> {
  try {
    await api.getFile(fileId);
    return false;
  } catch (error) {
    return isReferenceRefused(error);
  }
}

function resultOf(ctx: ShopContext, product: Product): InlineQueryResult {
  const { productId, images: { [MAIN_IMAGE]: { fileId } } } = product;
  const title = readLine(product.title ?? "") || ctx.t.product.untitled;
  const description = describePrice(product, ctx.t);
  const caption = describe(product, ctx.t);
  const reply_markup = new InlineKeyboard().url(ctx.t.button.view, productLink(ctx, productId));
  const shared = { id: productRef(productId), title, description, reply_markup };
  if (fileId !== null) {
    return { ...shared, type: "photo", photo_file_id: fileId, caption, parse_mode: "HTML" };
  }
  const input_message_content = { message_text: caption, parse_mode: "HTML" } as const;
  return { ...shared, type: "article", input_message_content };
}
