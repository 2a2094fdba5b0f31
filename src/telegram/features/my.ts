import { Composer } from "grammy";
import { applyOnce } from "../../postgres/mod.ts";
import {
  type CataloguePage,
  type CataloguePosition,
  getCataloguePage,
  withdrawProduct,
} from "../../shop/mod.ts";
import { CALLBACKS } from "../buttons.ts";
import { myCard, myEditKeyboard, withdrawKeyboard, withdrawnKeyboard } from "../card.ts";
import type { ShopContext } from "../context.ts";
import { type Field, saleOf } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { changeDialogue, updateId } from "../dialogues/store.ts";
import { answer, edited, say, show, swapKeyboard } from "../show.ts";
import { createDeleteProduct } from "./delete_product.ts";
import { whyNotOwn } from "../dialogues/apply_edit.ts";

/** `/my`: the seller's own products, to change, withdraw or delete. Each button is checked against its owner. */
export function createMy(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("my", (ctx) => begin(ctx));
  composer.callbackQuery(
    CALLBACKS.myNext,
    (ctx) => turn(ctx, { at: "next", productId: ctx.match[1]! }),
  );
  composer.callbackQuery(
    CALLBACKS.myPrevious,
    (ctx) => turn(ctx, { at: "previous", productId: ctx.match[1]! }),
  );
  composer.callbackQuery(CALLBACKS.myPage, (ctx) => withOwn(ctx, ctx.match[1]!, backToPage));
  composer.callbackQuery(CALLBACKS.myEdit, (ctx) => withOwn(ctx, ctx.match[1]!, chooseEdit));
  composer.callbackQuery(
    CALLBACKS.myEditField,
    (ctx) => withOwn(ctx, ctx.match[1]!, () => edit(ctx, ctx.match[1]!, ctx.match[2] as Field)),
  );
  composer.callbackQuery(CALLBACKS.myWithdraw, (ctx) => withOwn(ctx, ctx.match[1]!, askOnce));
  composer.callbackQuery(CALLBACKS.myWithdrawSure, (ctx) => withOwn(ctx, ctx.match[1]!, askAgain));
  composer.callbackQuery(CALLBACKS.myWithdrawDo, (ctx) => withdraw(ctx, ctx.match[1]!));
  composer.use(createDeleteProduct());
  return composer;
}

async function begin(ctx: ShopContext): Promise<void> {
  const page = await getCataloguePage(ctx.shop.db, { at: "first" }, ctx.userId);
  if (page === undefined) return await say(ctx, ctx.t.product.noneOfYours);
  await show(ctx, page.product, "thumb", myCard(page, ctx.t));
}

async function turn(ctx: ShopContext, position: CataloguePosition): Promise<void> {
  const page = await getCataloguePage(ctx.shop.db, position, ctx.userId);
  if (page !== undefined) return await showPage(ctx, page);
  await answer(ctx, ctx.t.product.noMore);
}

async function withOwn(
  ctx: ShopContext,
  productId: string,
  work: (ctx: ShopContext, page: CataloguePage) => Promise<void>,
): Promise<void> {
  const page = await getCataloguePage(ctx.shop.db, { at: "product", productId }, ctx.userId);
  if (page !== undefined) return await work(ctx, page);
  await answer(ctx, await whyNotOwn(ctx, productId), true);
}

/** Also the way out of an edit that was begun. */
async function backToPage(ctx: ShopContext, page: CataloguePage): Promise<void> {
  const wasEditing = ctx.dialogue?.kind === "edit";
  const dialogue = wasEditing
    ? await changeDialogue(ctx, (current) => current?.kind === "edit" ? saleOf(current) : current)
    : null;
  await showPage(ctx, page);
  await prompt(ctx, dialogue, ctx.t.sell.resumed);
}

async function showPage(ctx: ShopContext, page: CataloguePage): Promise<void> {
  await answer(ctx);
  await show(ctx, page.product, "thumb", myCard(page, ctx.t));
}

async function chooseEdit(ctx: ShopContext, { product }: CataloguePage): Promise<void> {
  await swapKeyboard(ctx, myEditKeyboard(product.productId, ctx.t));
}

async function edit(ctx: ShopContext, productId: string, field: Field): Promise<void> {
  const dialogue = await changeDialogue(ctx, (current) => {
    const sale = saleOf(current);
    return { kind: "edit", productId, field, ...(sale !== null && { sale }) };
  });
  await answer(ctx);
  await prompt(ctx, dialogue);
}

async function askOnce(ctx: ShopContext, { product }: CataloguePage): Promise<void> {
  const keyboard = withdrawKeyboard(product.productId, false, ctx.t);
  await swapKeyboard(ctx, keyboard, ctx.t.edit.withdrawAsk);
}

async function askAgain(ctx: ShopContext, { product }: CataloguePage): Promise<void> {
  const keyboard = withdrawKeyboard(product.productId, true, ctx.t);
  await swapKeyboard(ctx, keyboard, ctx.t.edit.withdrawAskAgain);
}

async function withdraw(ctx: ShopContext, productId: string): Promise<void> {
  const { db } = ctx.shop;
  const result = await applyOnce(
    db,
    updateId(ctx),
    (tx) => withdrawProduct(tx, productId, ctx.userId),
  );
  const done = result === "repeated" || result.applied;
  if (!done) return await answer(ctx, await whyNotOwn(ctx, productId), true);
  await answer(ctx, ctx.t.edit.withdrawDone);
  const reply_markup = withdrawnKeyboard(productId, ctx.t);
  await edited(ctx.editMessageCaption({ caption: ctx.t.edit.withdrawDone, reply_markup }));
}
