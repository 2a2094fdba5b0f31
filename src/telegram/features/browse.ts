import { Composer } from "grammy";
import {
  type CataloguePosition,
  getCataloguePage,
  getProduct,
  loadUserState,
  type Product,
} from "../../postgres/mod.ts";
import { CALLBACKS } from "../callbacks.ts";
import { detailsCard, pageCard } from "../card.ts";
import type { ShopContext } from "../context.ts";
import { isUnreachable } from "../errors.ts";
import { localeOf } from "../locales/mod.ts";
import { answer, say, show } from "../show.ts";
import { escapeHtml } from "../text.ts";

/** `/browse`: one product at a time, edited in place; its details; a word to the seller. */
export function createBrowse(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("browse", (ctx) => begin(ctx));
  composer.callbackQuery(CALLBACKS.browse, async (ctx) => {
    await answer(ctx);
    await begin(ctx);
  });
  composer.callbackQuery(
    CALLBACKS.next,
    (ctx) => turn(ctx, { at: "next", productId: ctx.match[1]! }),
  );
  composer.callbackQuery(
    CALLBACKS.previous,
    (ctx) => turn(ctx, { at: "previous", productId: ctx.match[1]! }),
  );
  composer.callbackQuery(
    CALLBACKS.backToPage,
    (ctx) => turn(ctx, { at: "product", productId: ctx.match[1]! }),
  );
  composer.callbackQuery(CALLBACKS.place, (ctx) => answer(ctx));
  composer.callbackQuery(CALLBACKS.details, (ctx) => details(ctx, ctx.match[1]!));
  composer.callbackQuery(CALLBACKS.contact, (ctx) => contact(ctx, ctx.match[1]!));
  return composer;
}

async function begin(ctx: ShopContext): Promise<void> {
  const page = await getCataloguePage(ctx.shop.db, { at: "first" });
  if (page === undefined) return await say(ctx, ctx.t.product.noneOnSale);
  await show(ctx, page.product, "thumb", pageCard(page, ctx.t));
}

/** A product that was withdrawn since has no page of its own any more: the first page takes its place. */
async function turn(ctx: ShopContext, position: CataloguePosition): Promise<void> {
  const { db } = ctx.shop;
  const page = await getCataloguePage(db, position);
  if (page !== undefined) {
    await answer(ctx);
    await show(ctx, page.product, "thumb", pageCard(page, ctx.t));
    return;
  }
  if (position.at !== "product") return await answer(ctx, ctx.t.product.noMore);
  await answer(ctx, ctx.t.product.withdrawn);
  await begin(ctx);
}

async function details(ctx: ShopContext, productId: string): Promise<void> {
  const product = await findOnSale(ctx, productId);
  if (product === undefined) return;
  await answer(ctx);
  await show(ctx, product, "cover", detailsCard(product, ctx.t));
}

async function findOnSale(ctx: ShopContext, productId: string): Promise<Product | undefined> {
  const product = await getProduct(ctx.shop.db, productId);
  if (product !== undefined && !product.withdrawn) return product;
  const { unknown, withdrawn } = ctx.t.product;
  await answer(ctx, product === undefined ? unknown : withdrawn, true);
  return undefined;
}

/** A seller without a username cannot be linked to: the seller is told who asks. */
async function contact(ctx: ShopContext, productId: string): Promise<void> {
  const product = await findOnSale(ctx, productId);
  if (product === undefined) return;
  const { sellerId } = product;
  if (sellerId === ctx.userId) return await answer(ctx, ctx.t.contact.own, true);
  if (sellerId === null) return await answer(ctx, ctx.t.contact.unreachable, true);
  const { language } = await loadUserState(ctx.shop.db, sellerId);
  const t = localeOf(language);
  const text = t.contact.interested(mention(ctx), escapeHtml(product.title ?? t.product.untitled));
  try {
    await ctx.api.sendMessage(sellerId, text, { parse_mode: "HTML" });
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return await answer(ctx, ctx.t.contact.unreachable, true);
  }
  await answer(ctx, ctx.t.contact.told, true);
}

function mention(ctx: ShopContext): string {
  const { username, first_name, id } = ctx.from!;
  if (username) return `@${escapeHtml(username)}`;
  return `<a href="tg://user?id=${id}">${escapeHtml(first_name)}</a>`;
}
