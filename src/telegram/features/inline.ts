import { type Api, Composer, InlineKeyboard } from "grammy";
import type { InlineQueryResult } from "grammy/types";
import { type Product, searchProducts } from "../../shop/mod.ts";
import { describe } from "../card.ts";
import type { ShopContext } from "../context.ts";
import { isLate, isReferenceRefused } from "../errors.ts";
import { formatPrice, readLine, TEXT_LIMITS } from "../text.ts";

const PAGE = 20;
/** Seconds that Telegram keeps an answer: short, for prices and products change. */
const CACHE_SECONDS = 30;

/** Inline mode: products, shared by the picture that Telegram already holds, else as an article. */
export function createInline(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.on("inline_query", async (ctx) => {
    const { query, offset } = ctx.inlineQuery;
    const start = /^\d{1,6}$/.test(offset) ? Number(offset) : 0;
    const page = { limit: PAGE, offset: start };
    const products = await searchProducts(ctx.shop.db, readQuery(query), page);
    const nextOffset = products.length === PAGE ? String(start + PAGE) : "";
    try {
      await answerWith(ctx, products, nextOffset);
    } catch (error) {
      if (isLate(error)) return;
      if (!isReferenceRefused(error)) throw error;
      // One dead id fails the whole answer, and Telegram does not say which.
      await answerHealed(ctx, products, nextOffset);
    }
  });
  return composer;
}

/** As titles are read, for it is these that are searched: no more than one has. */
function readQuery(query: string): string {
  return [...readLine(query)].slice(0, TEXT_LIMITS.title).join("");
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

/** An id may be dead for a photo and yet name a file: what is refused again goes without any picture. */
async function answerHealed(
  ctx: ShopContext,
  products: readonly Product[],
  nextOffset: string,
): Promise<void> {
  try {
    await answerWith(ctx, await withoutDeadIds(ctx, products), nextOffset);
  } catch (error) {
    if (!isReferenceRefused(error)) throw error;
    await answerWith(ctx, products.map(withoutCoverId), nextOffset);
  }
}

async function withoutDeadIds(ctx: ShopContext, products: readonly Product[]) {
  return await Promise.all(products.map(async (product) => {
    const { fileId } = product.images.cover;
    if (fileId === null || !(await isDead(ctx.api, fileId))) return product;
    await ctx.shop.fileIds.invalidateFileId(product.productId, fileId, "cover", "refused inline");
    return withoutCoverId(product);
  }));
}

function withoutCoverId(product: Product): Product {
  const cover = { ...product.images.cover, fileId: null };
  return { ...product, images: { ...product.images, cover } };
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
  const { productId, images: { cover: { fileId } } } = product;
  const title = readLine(product.title ?? "") || ctx.t.product.untitled;
  const description = product.price === null
    ? ctx.t.product.priceOnRequest
    : formatPrice(product.price, ctx.t.language);
  const caption = describe(product, ctx.t);
  const link = `https://t.me/${ctx.me.username}?start=${productId}`;
  const reply_markup = new InlineKeyboard().url(ctx.t.button.view, link);
  const shared = { id: productId, title, description, reply_markup };
  if (fileId !== null) {
    return { ...shared, type: "photo", photo_file_id: fileId, caption, parse_mode: "HTML" };
  }
  const input_message_content = { message_text: caption, parse_mode: "HTML" } as const;
  return { ...shared, type: "article", input_message_content };
}
