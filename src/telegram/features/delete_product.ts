import { Composer, InlineKeyboard } from "grammy";
import {
  applyOnce,
  type DatabaseTransaction,
  lockDialogue,
  saveDialogue,
} from "../../postgres/mod.ts";
import { deleteProduct, getProduct, type Product } from "../../shop/mod.ts";
import { CALLBACKS } from "../buttons.ts";
import { deleteKeyboard, withdrawnKeyboard } from "../card.ts";
import type { ShopContext } from "../context.ts";
import { readDialogue, type Sale, saleOf } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { updateId } from "../dialogues/store.ts";
import { answer, show, swapKeyboard } from "../show.ts";
import { whyNotOwn } from "../dialogues/apply_edit.ts";

/** The buttons that delete one of the seller's own products for good, be it on sale or withdrawn. It is asked twice. */
export function createDeleteProduct(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.callbackQuery(CALLBACKS.myDelete, (ctx) => withOwn(ctx, ctx.match[1]!, askOnce));
  composer.callbackQuery(CALLBACKS.myDeleteSure, (ctx) => withOwn(ctx, ctx.match[1]!, askAgain));
  composer.callbackQuery(CALLBACKS.myDeleteNot, (ctx) => withOwn(ctx, ctx.match[1]!, keep));
  composer.callbackQuery(CALLBACKS.myDeleteDo, (ctx) => deleteForGood(ctx, ctx.match[1]!));
  return composer;
}

async function withOwn(
  ctx: ShopContext,
  productId: string,
  work: (ctx: ShopContext, product: Product) => Promise<void>,
): Promise<void> {
  const product = await getProduct(ctx.shop.db, productId);
  if (product?.sellerId === ctx.userId) return await work(ctx, product);
  await answer(ctx, await whyNotOwn(ctx, productId), true);
}

async function askOnce(ctx: ShopContext, product: Product): Promise<void> {
  await swapKeyboard(ctx, deleteKeyboard(product, false, ctx.t), ctx.t.edit.deleteAsk);
}

async function askAgain(ctx: ShopContext, product: Product): Promise<void> {
  await swapKeyboard(ctx, deleteKeyboard(product, true, ctx.t), ctx.t.edit.deleteAskAgain);
}

/** Of a product that is withdrawn; one that is on sale goes back to its page. */
async function keep(ctx: ShopContext, product: Product): Promise<void> {
  await swapKeyboard(ctx, withdrawnKeyboard(product.productId, ctx.t));
}

async function deleteForGood(ctx: ShopContext, productId: string): Promise<void> {
  const result = await applyOnce(
    ctx.shop.db,
    updateId(ctx),
    (tx) => deleteAll(ctx, tx, productId),
  );
  // Delivered again after a kill: the product is deleted, which is said again.
  const done = result === "repeated" ? { resumed: null } : result.applied;
  if ("refused" in done) return await answer(ctx, await whyNotOwn(ctx, productId), true);
  await answer(ctx);
  await showDeleted(ctx, productId);
  await prompt(ctx, done.resumed, ctx.t.sell.resumed);
}

/** Row, events, job and the end of a change of the product that was on: all of them, or none. */
async function deleteAll(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  productId: string,
): Promise<{ readonly resumed: Sale | null } | { readonly refused: "not_own" }> {
  const resumed = await leaveEdit(ctx, tx, productId);
  // Not by number: the events stay when the seller is gone.
  const metadata = { actor: "seller", causationId: `update:${ctx.update.update_id}` };
  const addresses = await deleteProduct(tx, productId, ctx.userId, metadata);
  if (addresses === undefined) return { refused: "not_own" };
  await ctx.shop.enqueueEraseProduct(tx, { productId, addresses });
  return { resumed };
}

/** The sale that goes on, if the seller was changing this very product meanwhile. */
async function leaveEdit(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  productId: string,
): Promise<Sale | null> {
  const dialogue = readDialogue(await lockDialogue(tx, ctx.userId));
  if (dialogue?.kind !== "edit" || dialogue.productId !== productId) return null;
  const resumed = saleOf(dialogue);
  await saveDialogue(tx, ctx.userId, resumed);
  return resumed;
}

/** The placeholder takes the picture's place: Telegram deletes no message that is older than two days. */
async function showDeleted(ctx: ShopContext, productId: string): Promise<void> {
  const product = await getProduct(ctx.shop.db, productId);
  if (product === undefined) return;
  const card = { caption: ctx.t.edit.deleteDone, keyboard: new InlineKeyboard() };
  await show(ctx, product, "thumb", card);
}
