import { Composer, type InlineKeyboard } from "grammy";
import type { DatabaseTransaction } from "../../postgres/mod.ts";
import {
  type CataloguePage,
  getCataloguePage,
  getProduct,
  listOffSale,
  listOffSaleBefore,
  markSold,
  type NotOwn,
  type OffSalePage,
  putBack,
  withdrawProduct,
} from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { myCard, offSaleCard, soldKeyboard, withdrawKeyboard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { once } from "../once.ts";
import { LISTED, offSaleListKeyboard, readPlace } from "../product_list.ts";
import { answer, answerBeside, editedOrSaid, say, swapKeyboard } from "../reply.ts";
import { show, showAnew } from "../show.ts";
import { withOwn } from "./my.ts";
import { onPress } from "./on_press.ts";
import { sayOffSale } from "./say_off_sale.ts";

/** One's own product is sold or withdrawn, with one confirmation, and put back on sale. */
export function createOffSale(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.mySold, withOwn(askSold));
  onPress(composer, BUTTONS.mySoldDo, (ctx, { productId }) => end(ctx, productId, markSold));
  onPress(composer, BUTTONS.myWithdraw, withOwn(askWithdraw));
  onPress(composer, BUTTONS.myWithdrawSure, withOwn(askWithdraw));
  onPress(
    composer,
    BUTTONS.myWithdrawDo,
    (ctx, { productId }) => end(ctx, productId, withdrawProduct),
  );
  onPress(composer, BUTTONS.myOffSale, listMine);
  onPress(composer, BUTTONS.myOffSaleNext, async (ctx, place) => {
    const after = readPlace(place);
    await turn(ctx, await listOffSale(ctx.shop.db, ctx.userId, { limit: LISTED, after }));
  });
  onPress(composer, BUTTONS.myOffSalePrevious, async (ctx, place) => {
    const before = readPlace(place);
    await turn(ctx, await listOffSaleBefore(ctx.shop.db, ctx.userId, { limit: LISTED, before }));
  });
  onPress(composer, BUTTONS.myOffSaleOne, (ctx, { productId }) => showOne(ctx, productId));
  onPress(composer, BUTTONS.myPutBack, (ctx, { productId }) => restore(ctx, productId));
  return composer;
}

async function listMine(ctx: ShopContext): Promise<void> {
  await answer(ctx);
  if (!await sayOffSale(ctx)) await say(ctx, ctx.t.product.noneOffSale);
}

async function turn(ctx: ShopContext, page: OffSalePage): Promise<void> {
  const { t } = ctx;
  if (page.products.length === 0) return await answer(ctx, t.product.noMore);
  await answer(ctx);
  const [text, reply_markup] = [t.product.offSale, offSaleListKeyboard(page, t)];
  await editedOrSaid(ctx, ctx.editMessageText(text, { reply_markup }), text, reply_markup);
}

async function showOne(ctx: ShopContext, productId: string): Promise<void> {
  const { t, shop: { db }, userId: sellerId } = ctx;
  const product = await getProduct(db, productId);
  if (product?.sellerId !== sellerId) return await answer(ctx, t.notOwn.not_yours, true);
  if (!product.withdrawn) return await restore(ctx, productId);
  await answerBeside(ctx, () => showAnew(ctx, product, "thumb", offSaleCard(product, t)));
}

async function askSold(ctx: ShopContext, { product }: CataloguePage): Promise<void> {
  await ask(ctx, soldKeyboard(product.productId, ctx.t), ctx.t.edit.soldAsk);
}

async function askWithdraw(ctx: ShopContext, { product }: CataloguePage): Promise<void> {
  await ask(ctx, withdrawKeyboard(product.productId, ctx.t), ctx.t.edit.withdrawAsk);
}

async function ask(ctx: ShopContext, keyboard: InlineKeyboard, alert: string): Promise<void> {
  await swapKeyboard(ctx, keyboard, { alert });
}

/** Ends the sale of a product in one of the two ways, and shows what can be done now. */
async function end(
  ctx: ShopContext,
  productId: string,
  work: typeof markSold | typeof withdrawProduct,
): Promise<void> {
  const own = { productId, sellerId: ctx.userId };
  const result = await once<object | NotOwn>(ctx, (tx: DatabaseTransaction) => work(tx, own));
  if (result !== "repeated" && "refused" in result.applied) {
    return await answer(ctx, ctx.t.notOwn[(result.applied as NotOwn).refused], true);
  }
  const sold = work === markSold;
  const done = sold ? ctx.t.edit.soldDone : ctx.t.edit.withdrawDone;
  await answer(ctx, done);
  const product = await getProduct(ctx.shop.db, productId);
  if (product === undefined) return;
  const { caption, keyboard } = offSaleCard({ ...product, sold }, ctx.t);
  const edit = ctx.editMessageCaption({ caption, parse_mode: "HTML", reply_markup: keyboard });
  await editedOrSaid(ctx, edit, done, keyboard);
}

async function restore(ctx: ShopContext, productId: string): Promise<void> {
  const own = { productId, sellerId: ctx.userId };
  const result = await once(ctx, (tx) => putBack(tx, own));
  const page = await getCataloguePage(ctx.shop.db, { at: "product", productId }, ctx.userId);
  const isRefused = result !== "repeated" && "refused" in result.applied;
  if (isRefused || page === undefined) return await answer(ctx, ctx.t.notOwn.not_yours, true);
  const text = ctx.t.edit.putBack;
  await answerBeside(ctx, () => show(ctx, page.product, "thumb", myCard(page, ctx.t)), text);
}
