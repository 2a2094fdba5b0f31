import { Composer } from "grammy";
import {
  type CataloguePosition,
  contactSeller,
  type Cooldown,
  getCataloguePage,
  getOffer,
  getProductOnSale,
  type NotTold,
  type Product,
  readLine,
} from "../../shop/mod.ts";
import { loadLanguages } from "../../postgres/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { detailsCard, pageCard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { isUnreachable } from "../errors.ts";
import { escapeHtml } from "../html.ts";
import { type Locale, localeOf } from "../locales/mod.ts";
import { once } from "../once.ts";
import { answer, say } from "../reply.ts";
import { show, showAnew } from "../show.ts";
import { onPress } from "./on_press.ts";

/** `/browse`: one product at a time, edited in place; its details; a word to the seller. */
export function createBrowse(cooldown: Cooldown): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("browse", (ctx) => begin(ctx));
  onPress(composer, BUTTONS.browse, async (ctx) => {
    await answer(ctx);
    // The message with this button tells a seller the link of the new product: it stays.
    await begin(ctx, showAnew);
  });
  onPress(composer, BUTTONS.next, (ctx, named) => turn(ctx, { at: "next", ...named }));
  onPress(composer, BUTTONS.previous, (ctx, named) => turn(ctx, { at: "previous", ...named }));
  onPress(composer, BUTTONS.backToPage, (ctx, named) => turn(ctx, { at: "product", ...named }));
  onPress(composer, BUTTONS.place, (ctx) => answer(ctx));
  onPress(composer, BUTTONS.details, (ctx, { productId }) => details(ctx, productId));
  onPress(composer, BUTTONS.contact, (ctx, { productId }) => contact(ctx, productId, cooldown));
  return composer;
}

async function begin(ctx: ShopContext, display = show): Promise<void> {
  const page = await getCataloguePage(ctx.shop.db, { at: "first" });
  if (page === undefined) return await say(ctx, ctx.t.product.noneOnSale);
  await display(ctx, page.product, "thumb", pageCard(page, ctx.t));
}

/**
 * Shows another page. A card is stale when its button leads nowhere: then it is shown as it is now, or the first page
 * takes its place if its product was withdrawn.
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
  const offer = await getOffer(ctx.shop.db, productId);
  if ("refused" in offer) return await answer(ctx, ctx.t.product[offer.refused], true);
  await answer(ctx);
  await show(ctx, offer.product, "cover", detailsCard(offer, ctx.t));
}

/** Tells a seller who asks: the way to those whose username the bot has not seen lately. */
async function contact(ctx: ShopContext, productId: string, cooldown: Cooldown): Promise<void> {
  const { db } = ctx.shop;
  const tell = (sellerId: number, product: Product) => tellSeller(ctx, sellerId, product);
  // A press that is delivered again has told the seller already.
  const told = ctx.repeated
    ? await getProductOnSale(db, productId)
    : await contactSeller({ db, cooldown, tell }, { productId, buyerId: ctx.userId });
  await answer(ctx, "refused" in told ? whyNotTold(told, ctx.t) : ctx.t.contact.told, true);
}

function whyNotTold(told: NotTold, t: Locale): string {
  switch (told.refused) {
    case "unreachable":
      return told.nameHint === undefined
        ? t.contact.unreachable
        : t.contact.unreachableNamed(told.nameHint);
    case "own":
    case "already":
      return t.contact[told.refused];
    case "unknown":
    case "withdrawn":
      return t.product[told.refused];
  }
}

/** Returns false if the seller is out of reach. The mark keeps a press that is delivered again from telling twice. */
async function tellSeller(ctx: ShopContext, sellerId: number, product: Product): Promise<boolean> {
  const t = localeOf(...await loadLanguages(ctx.shop.db, sellerId));
  const text = t.contact.interested(mention(ctx), escapeHtml(product.title ?? t.product.untitled));
  try {
    await ctx.api.sendMessage(sellerId, text, { parse_mode: "HTML" });
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return false;
  }
  await once(ctx, () => Promise.resolve());
  return true;
}

function mention(ctx: ShopContext): string {
  const { username, first_name, id } = ctx.from!;
  if (username) return `@${escapeHtml(username)}`;
  // A name may consist of invisible characters alone, or turn the direction of the text behind it.
  return `<a href="tg://user?id=${id}">${escapeHtml(readLine(first_name) || String(id))}</a>`;
}
