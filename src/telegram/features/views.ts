import { Composer } from "grammy";
import { FIRST_NUMBER } from "../../domain/mod.ts";
import {
  type CataloguePage,
  type CataloguePosition,
  getCataloguePage,
  getOffer,
  getProduct,
  type NotOnSale,
  type Offer,
  readProductName,
  withPicture,
} from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { detailsCard, myCard, offSaleCard, pageCard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { lookUp } from "../look_up.ts";
import { nearestPlace } from "../picture_row.ts";
import { answer, answerBeside, say } from "../reply.ts";
import { sendAlbum } from "../send_album.ts";
import { show, showAnew } from "../show.ts";
import { onPress } from "./on_press.ts";
import { sayOffSale } from "./say_off_sale.ts";

/**
 * What buyers and sellers look at: a product by its deep link, the catalogue one product at a time, edited in place, and
 * one's own products. Each is one statement and changes nothing.
 */
export function createViews(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("start", async (ctx, next) => {
    await (ctx.match === "" ? next() : open(ctx, ctx.match));
  });
  composer.command("browse", (ctx) => begin(ctx));
  composer.command("my", (ctx) => beginMine(ctx));
  // The message with this button tells a seller the link of the new product: it stays.
  onPress(composer, BUTTONS.browse, (ctx) => answerBeside(ctx, () => begin(ctx, showAnew)));
  onPress(composer, BUTTONS.next, (ctx, named) => turn(ctx, { at: "next", ...named }));
  onPress(composer, BUTTONS.previous, (ctx, named) => turn(ctx, { at: "previous", ...named }));
  onPress(composer, BUTTONS.backToPage, (ctx, named) => turn(ctx, { at: "product", ...named }));
  onPress(composer, BUTTONS.place, (ctx) => answer(ctx));
  onPress(composer, BUTTONS.details, (ctx, { productId }) => details(ctx, productId));
  // The list stays, to choose another one of it.
  onPress(composer, BUTTONS.found, (ctx, { productId }) => details(ctx, productId, showAnew));
  onPress(composer, BUTTONS.picture, seePicture);
  onPress(composer, BUTTONS.allPicturesFrom, seeAll);
  onPress(
    composer,
    BUTTONS.allPictures,
    (ctx, named) => seeAll(ctx, { ...named, picture: FIRST_NUMBER, place: 1 }),
  );
  onPress(composer, BUTTONS.myNext, (ctx, named) => turnMine(ctx, { at: "next", ...named }));
  onPress(
    composer,
    BUTTONS.myPrevious,
    (ctx, named) => turnMine(ctx, { at: "previous", ...named }),
  );
  return composer;
}

async function open(ctx: ShopContext, name: string): Promise<void> {
  const { productId = "", offer } = await lookUp(ctx, async (db) => {
    const productId = await readProductName(ctx.shop.db, name);
    if (productId === undefined) return { offer: { refused: "unknown" } as const };
    return { productId, offer: await getOffer(db, productId) };
  });
  if ("refused" in offer) return await openOffSale(ctx, productId, offer);
  await show(ctx, offer.product, "cover", detailsCard(offer, ctx.t));
}

/** Shows a product that was found, with everything that a buyer can do. */
export async function showOffer(ctx: ShopContext, productId: string): Promise<void> {
  const offer = await getOffer(ctx.shop.db, productId);
  if ("refused" in offer) return await openOffSale(ctx, productId, offer);
  await show(ctx, offer.product, "cover", detailsCard(offer, ctx.t));
}

/** Sellers can put their own product back on sale. All others are told what became of it. */
async function openOffSale(
  ctx: ShopContext,
  productId: string,
  { refused }: NotOnSale,
): Promise<void> {
  const product = refused === "unknown" ? undefined : await getProduct(ctx.shop.db, productId);
  if (product?.sellerId !== ctx.userId) return await say(ctx, ctx.t.product[refused]);
  await show(ctx, product, "thumb", offSaleCard(product, ctx.t));
}

async function begin(ctx: ShopContext, display = show): Promise<void> {
  const page = await lookUp(ctx, (db) => getCataloguePage(db, { at: "first" }));
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
  const { at, productId } = position;
  const page = await lookUp(ctx, (db) => getCataloguePage(db, position));
  if (page !== undefined) return await showPage(ctx, page);
  const note = at === "product" ? ctx.t.product.withdrawn : ctx.t.product.noMore;
  await answerBeside(ctx, async () => {
    const { db } = ctx.shop;
    const shown = await getCataloguePage(db, { at: "product", productId }) ??
      await getCataloguePage(db, { at: "first" });
    if (shown === undefined) await say(ctx, ctx.t.product.noneOnSale);
    else await show(ctx, shown.product, "thumb", pageCard(shown, ctx.t));
  }, note);
}

async function showPage(ctx: ShopContext, page: CataloguePage): Promise<void> {
  await answerBeside(ctx, () => show(ctx, page.product, "thumb", pageCard(page, ctx.t)));
}

async function details(ctx: ShopContext, productId: string, display = show): Promise<void> {
  const offer = await lookUp(ctx, (db) => getOffer(db, productId));
  if ("refused" in offer) return await answer(ctx, ctx.t.product[offer.refused], true);
  await answerBeside(ctx, () => display(ctx, offer.product, "cover", detailsCard(offer, ctx.t)));
}

/** What a button names: a picture of a product, by its number, and the place where it was. */
interface PicturePlaced {
  readonly productId: string;
  readonly picture: number;
  readonly place: number;
}

/** If the picture is gone, the one that is nearest to its place is shown. */
async function seePicture(ctx: ShopContext, named: PicturePlaced): Promise<void> {
  await seeOffer(
    ctx,
    named,
    (offer) => show(ctx, offer.product, "cover", detailsCard(offer, ctx.t)),
  );
}

/** The card stays at its picture. */
async function seeAll(ctx: ShopContext, named: PicturePlaced): Promise<void> {
  await seeOffer(ctx, named, (offer) => sendAlbum(ctx, offer));
}

async function seeOffer(
  ctx: ShopContext,
  { productId, picture, place }: PicturePlaced,
  showing: (offer: Offer) => Promise<unknown>,
): Promise<void> {
  const offer = await lookUp(ctx, (db) => getOffer(db, productId));
  if ("refused" in offer) return await answer(ctx, ctx.t.product[offer.refused], true);
  const numbers = offer.product.pictures.map((each) => each.picture);
  const at = nearestPlace(numbers, { wanted: picture, place });
  const product = withPicture(offer.product, at) ?? offer.product;
  await answerBeside(ctx, () => showing({ ...offer, product }));
}

async function beginMine(ctx: ShopContext): Promise<void> {
  const page = await lookUp(ctx, (db) => getCataloguePage(db, { at: "first" }, ctx.userId));
  if (page === undefined) {
    if (!await sayOffSale(ctx)) await say(ctx, ctx.t.product.noneOfYours);
    return;
  }
  await show(ctx, page.product, "thumb", myCard(page, ctx.t));
}

async function turnMine(ctx: ShopContext, position: CataloguePosition): Promise<void> {
  const page = await lookUp(ctx, (db) => getCataloguePage(db, position, ctx.userId));
  if (page === undefined) return await answer(ctx, ctx.t.product.noMore);
  await answerBeside(ctx, () => show(ctx, page.product, "thumb", myCard(page, ctx.t)));
}
