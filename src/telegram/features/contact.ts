import { Composer } from "grammy";
import {
  contactSeller,
  type Cooldown,
  getProductOnSale,
  type NotTold,
  type Product,
  readLine,
} from "../../shop/mod.ts";
import { loadLanguages } from "../../postgres/mod.ts";
import { BUTTONS } from "../buttons.ts";
import type { ShopContext } from "../context.ts";
import { isUnreachable } from "../errors.ts";
import { escapeHtml } from "../html.ts";
import { type Locale, localeOf } from "../locales/mod.ts";
import { once } from "../once.ts";
import { answer } from "../reply.ts";
import { onPress } from "./on_press.ts";

/** A word to the seller of a product. */
export function createContact(cooldown: Cooldown): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.contact, (ctx, { productId }) => contact(ctx, productId, cooldown));
  return composer;
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
    case "sold":
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
