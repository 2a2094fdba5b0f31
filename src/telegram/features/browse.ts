import { Composer } from "grammy";
import { applyOnce, loadLanguages } from "../../postgres/mod.ts";
import {
  type CataloguePosition,
  getCataloguePage,
  getProduct,
  type Product,
} from "../../shop/mod.ts";
import { CALLBACKS } from "../buttons.ts";
import { detailsCard, pageCard } from "../card.ts";
import type { ShopContext } from "../context.ts";
import { updateId } from "../dialogues/store.ts";
import { isUnreachable } from "../errors.ts";
import { localeOf } from "../locales/mod.ts";
import { answer, say, show, showAnew } from "../show.ts";
import type { Spacing } from "../cooldown.ts";
import { escapeHtml, readLine } from "../text.ts";

/** `/browse`: one product at a time, edited in place; its details; a word to the seller. */
export function createBrowse(contacts: Spacing): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("browse", (ctx) => begin(ctx));
  composer.callbackQuery(CALLBACKS.browse, async (ctx) => {
    await answer(ctx);
    // The message with the button tells the seller the product's link: it stays.
    await begin(ctx, showAnew);
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
  composer.callbackQuery(CALLBACKS.contact, (ctx) => contact(ctx, ctx.match[1]!, contacts));
  return composer;
}

async function begin(ctx: ShopContext, display = show): Promise<void> {
  const page = await getCataloguePage(ctx.shop.db, { at: "first" });
  if (page === undefined) return await say(ctx, ctx.t.product.noneOnSale);
  await display(ctx, page.product, "thumb", pageCard(page, ctx.t));
}

/**
 * A card is stale when there is nothing where its button leads: it is brought up to date, or, if its product was
 * withdrawn, the first page takes its place.
 */
async function turn(
  ctx: ShopContext,
  position: Exclude<CataloguePosition, { at: "first" }>,
): Promise<void> {
  const { db } = ctx.shop;
  const { at, productId } = position;
  const page = await getCataloguePage(db, position);
  const note = at === "product" ? ctx.t.product.withdrawn : ctx.t.product.noMore;
  await answer(ctx, page === undefined ? note : undefined);
  const shown = page ?? await getCataloguePage(db, { at: "product", productId });
  if (shown === undefined) return await begin(ctx);
  await show(ctx, shown.product, "thumb", pageCard(shown, ctx.t));
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

/** A seller without a username cannot be linked to: the seller is told who asks, and not over and over. */
async function contact(ctx: ShopContext, productId: string, contacts: Spacing): Promise<void> {
  const product = await findOnSale(ctx, productId);
  if (product === undefined) return;
  const { sellerId } = product;
  if (sellerId === ctx.userId) return await answer(ctx, ctx.t.contact.own, true);
  if (sellerId === null) return await answer(ctx, ctx.t.contact.unreachable, true);
  const key = `${ctx.userId} ${productId}`;
  if (!ctx.repeated) {
    if (contacts.isTooSoon(key)) return await answer(ctx, ctx.t.contact.already, true);
    const told = await tellSeller(ctx, sellerId, product);
    if (!told) return await answer(ctx, ctx.t.contact.unreachable, true);
    contacts.done(key);
  }
  await answer(ctx, ctx.t.contact.told, true);
}

/** Once an update, then false if the seller is out of reach. */
async function tellSeller(ctx: ShopContext, sellerId: number, product: Product): Promise<boolean> {
  const { db } = ctx.shop;
  const t = localeOf(...await loadLanguages(db, sellerId));
  const text = t.contact.interested(mention(ctx), escapeHtml(product.title ?? t.product.untitled));
  try {
    await ctx.api.sendMessage(sellerId, text, { parse_mode: "HTML" });
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return false;
  }
  await applyOnce(db, updateId(ctx), () => Promise.resolve());
  return true;
}

function mention(ctx: ShopContext): string {
  const { username, first_name, id } = ctx.from!;
  if (username) return `@${escapeHtml(username)}`;
  // A name may be of characters alone that nobody sees, or turn the text behind it round.
  return `<a href="tg://user?id=${id}">${escapeHtml(readLine(first_name) || String(id))}</a>`;
}
