import { Composer } from "grammy";
import {
  contactSeller,
  type Cooldown,
  findContact,
  getOffer,
  getProductOnSale,
  type NotTold,
  type Product,
  readLine,
} from "../../shop/mod.ts";
import { loadLanguages } from "../../postgres/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { contactKeyboard, detailsCard, interestCard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { productLink } from "../deep_link.ts";
import { isUnreachable } from "../errors.ts";
import { escapeHtml } from "../html.ts";
import { type Locale, localeOf } from "../locales/mod.ts";
import { once } from "../once.ts";
import { createPictureSender } from "../picture_sender.ts";
import { answer, edited, swapKeyboard } from "../reply.ts";
import { onPress } from "./on_press.ts";

/** Characters of the buyer's name in an alert. */
const NAME_LENGTH = 40;

/** A word to the seller of a product. */
export function createContact(cooldown: Cooldown): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.contact, (ctx, { productId }) => ask(ctx, productId, cooldown));
  onPress(composer, BUTTONS.contactDo, (ctx, { productId }) => contact(ctx, productId, cooldown));
  return composer;
}

/** Asks before the seller gets the buyer's name. */
async function ask(ctx: ShopContext, productId: string, cooldown: Cooldown): Promise<void> {
  const { t, shop: { db }, userId: buyerId } = ctx;
  const found = await findContact({ db, cooldown }, { productId, buyerId });
  if ("refused" in found) return await answer(ctx, whyNotTold(found, t), true);
  const alert = t.contact.ask([...nameOf(ctx)].slice(0, NAME_LENGTH).join(""));
  await swapKeyboard(ctx, contactKeyboard(productId, t), { alert });
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
  const offer = await getOffer(db, productId);
  if ("refused" in offer) return;
  const reply_markup = detailsCard(offer, ctx.t).keyboard;
  await edited(ctx.editMessageReplyMarkup({ reply_markup }));
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
  const username = ctx.from?.username ?? null;
  const link = productLink(ctx, product.productId);
  const card = interestCard(product, { buyer: mention(ctx), username, link }, t);
  const sender = createPictureSender(ctx.api, { chatId: sellerId }, card);
  try {
    await ctx.shop.deliver({ product, imageType: "thumb", sender });
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return false;
  }
  await once(ctx, () => Promise.resolve());
  return true;
}

function mention(ctx: ShopContext): string {
  const name = escapeHtml(nameOf(ctx));
  return ctx.from?.username ? name : `<a href="tg://user?id=${ctx.userId}">${name}</a>`;
}

function nameOf({ from, userId }: ShopContext): string {
  if (from?.username) return `@${from.username}`;
  // A name may consist of invisible characters alone, or turn the direction of the text behind it.
  return readLine(from?.first_name ?? "") || String(userId);
}
