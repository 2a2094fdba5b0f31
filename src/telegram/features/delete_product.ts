import { Composer, InlineKeyboard } from "grammy";
import {
  type DatabaseTransaction,
  forgetUsername,
  lockDialogue,
  saveDialogue,
} from "../../postgres/mod.ts";
import { deleteProduct, getProduct, type NotOwn, type Product, whyNotOwn } from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { deleteKeyboard, offSaleKeyboard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { afterEdit, readDialogue, type Sale, saleOf } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { causeOf, once } from "../once.ts";
import { answer, swapKeyboard } from "../reply.ts";
import { show } from "../show.ts";
import { onPress } from "./on_press.ts";

/** Deletes one of the seller's own products for good, on sale or withdrawn. The seller is asked twice. */
export function createDeleteProduct(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.myDelete, withOwn(askOnce));
  onPress(composer, BUTTONS.myDeleteSure, withOwn(askAgain));
  onPress(composer, BUTTONS.myDeleteNot, withOwn(keep));
  onPress(composer, BUTTONS.myDeleteDo, (ctx, { productId }) => deleteForGood(ctx, productId));
  return composer;
}

/** Makes a handler that runs only for a product of the user's. */
function withOwn(work: (ctx: ShopContext, product: Product) => Promise<void>) {
  return async (ctx: ShopContext, { productId }: { productId: string }): Promise<void> => {
    const { shop: { db }, userId: sellerId } = ctx;
    const product = await getProduct(db, productId);
    if (product?.sellerId === sellerId) return await work(ctx, product);
    await refuse(ctx, await whyNotOwn(db, { productId, sellerId }));
  };
}

async function refuse(ctx: ShopContext, { refused }: NotOwn): Promise<void> {
  await answer(ctx, ctx.t.notOwn[refused], true);
}

async function askOnce(ctx: ShopContext, product: Product): Promise<void> {
  await swapKeyboard(ctx, deleteKeyboard(product, false, ctx.t), { alert: ctx.t.edit.deleteAsk });
}

async function askAgain(ctx: ShopContext, product: Product): Promise<void> {
  await swapKeyboard(ctx, deleteKeyboard(product, true, ctx.t), {
    alert: ctx.t.edit.deleteAskAgain,
  });
}

/** For a withdrawn product. One that is on sale goes back to its page. */
async function keep(ctx: ShopContext, product: Product): Promise<void> {
  const text = product.sold ? ctx.t.edit.soldDone : ctx.t.edit.withdrawDone;
  await swapKeyboard(ctx, offSaleKeyboard(product.productId, ctx.t), { text });
}

async function deleteForGood(ctx: ShopContext, productId: string): Promise<void> {
  const result = await once(ctx, (tx) => deleteAndLeaveEdit(ctx, tx, productId));
  // Delivered again after a kill: the product is deleted, and this is said again.
  const done = result === "repeated" ? { resumed: null } : result.applied;
  if ("refused" in done) return await refuse(ctx, done);
  await answer(ctx);
  await showDeleted(ctx, productId);
  await prompt(ctx, done.resumed, ctx.t.sell.resumed);
}

async function deleteAndLeaveEdit(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  productId: string,
): Promise<{ readonly resumed: Sale | null } | NotOwn> {
  const resumed = await leaveEdit(ctx, tx, productId);
  const { enqueueEraseProduct } = ctx.shop;
  const deletion = { productId, sellerId: ctx.userId, cause: causeOf(ctx) };
  const deleted = await deleteProduct({ tx, enqueueEraseProduct }, deletion);
  if ("refused" in deleted) return deleted;
  await forgetUsername(tx, ctx.userId);
  return { resumed };
}

/** Ends the change of this very product, if the seller is in one. Returns the sale that goes on. */
async function leaveEdit(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  productId: string,
): Promise<Sale | null> {
  const dialogue = readDialogue(await lockDialogue(tx, ctx.userId));
  if (dialogue?.kind !== "edit" || dialogue.productId !== productId) return null;
  await saveDialogue(tx, ctx.userId, afterEdit(dialogue));
  return saleOf(dialogue);
}

/** The placeholder takes the picture's place: Telegram deletes no message that is older than two days. */
async function showDeleted(ctx: ShopContext, productId: string): Promise<void> {
  const product = await getProduct(ctx.shop.db, productId);
  if (product === undefined) return;
  const card = { caption: ctx.t.edit.deleteDone, keyboard: new InlineKeyboard() };
  await show(ctx, product, "thumb", card);
}
