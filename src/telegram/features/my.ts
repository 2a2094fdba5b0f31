import { Composer } from "grammy";
import {
  type CataloguePage,
  getCataloguePage,
  whyNotOwn,
  withdrawProduct,
} from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { myCard, myEditKeyboard, withdrawKeyboard, withdrawnKeyboard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { type Field, saleOf } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { once } from "../once.ts";
import { answer, answerBeside, editedOrSaid, swapKeyboard } from "../reply.ts";
import { show } from "../show.ts";
import { onPress } from "./on_press.ts";

/** What a seller does with a product of `/my`: change or withdraw it. Each press is checked against the owner. */
export function createMy(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.myPage, withOwn(backToPage));
  onPress(composer, BUTTONS.myEdit, withOwn(chooseEdit));
  onPress(composer, BUTTONS.myEditField, withOwn((ctx, _page, named) => edit(ctx, named)));
  onPress(composer, BUTTONS.myWithdraw, withOwn(askOnce));
  onPress(composer, BUTTONS.myWithdrawSure, withOwn(askAgain));
  onPress(composer, BUTTONS.myWithdrawDo, (ctx, { productId }) => withdraw(ctx, productId));
  return composer;
}

/** Makes a handler that runs only for a product that the user has on sale. */
function withOwn<N extends { readonly productId: string }>(
  work: (ctx: ShopContext, page: CataloguePage, named: N) => Promise<void>,
) {
  return async (ctx: ShopContext, named: N): Promise<void> => {
    const { shop: { db }, userId: sellerId } = ctx;
    const { productId } = named;
    const page = await getCataloguePage(db, { at: "product", productId }, sellerId);
    if (page !== undefined) return await work(ctx, page, named);
    const { refused } = await whyNotOwn(db, { productId, sellerId });
    await answer(ctx, ctx.t.product[refused], true);
  };
}

/** Also the way out of an edit. */
async function backToPage(ctx: ShopContext, page: CataloguePage): Promise<void> {
  const wasEditing = ctx.dialogue?.kind === "edit";
  const dialogue = wasEditing
    ? await changeDialogue(ctx, (current) => current?.kind === "edit" ? saleOf(current) : current)
    : null;
  await showPage(ctx, page);
  await prompt(ctx, dialogue, ctx.t.sell.resumed);
}

async function showPage(ctx: ShopContext, page: CataloguePage): Promise<void> {
  await answerBeside(ctx, () => show(ctx, page.product, "thumb", myCard(page, ctx.t)));
}

async function chooseEdit(ctx: ShopContext, { product }: CataloguePage): Promise<void> {
  const text = ctx.t.sell.chooseEdit;
  await swapKeyboard(ctx, myEditKeyboard(product.productId, ctx.t), { text });
}

async function edit(
  ctx: ShopContext,
  { productId, field }: { readonly productId: string; readonly field: Field },
): Promise<void> {
  const dialogue = await changeDialogue(ctx, (current) => {
    const sale = saleOf(current);
    return { kind: "edit", productId, field, ...(sale !== null && { sale }) };
  });
  await answer(ctx);
  await prompt(ctx, dialogue);
}

async function askOnce(ctx: ShopContext, { product }: CataloguePage): Promise<void> {
  const keyboard = withdrawKeyboard(product.productId, false, ctx.t);
  await swapKeyboard(ctx, keyboard, { alert: ctx.t.edit.withdrawAsk });
}

async function askAgain(ctx: ShopContext, { product }: CataloguePage): Promise<void> {
  const keyboard = withdrawKeyboard(product.productId, true, ctx.t);
  await swapKeyboard(ctx, keyboard, { alert: ctx.t.edit.withdrawAskAgain });
}

async function withdraw(ctx: ShopContext, productId: string): Promise<void> {
  const result = await once(
    ctx,
    (tx) => withdrawProduct(tx, { productId, sellerId: ctx.userId }),
  );
  if (result !== "repeated" && "refused" in result.applied) {
    return await answer(ctx, ctx.t.product[result.applied.refused], true);
  }
  await answer(ctx, ctx.t.edit.withdrawDone);
  const [caption, reply_markup] = [ctx.t.edit.withdrawDone, withdrawnKeyboard(productId, ctx.t)];
  await editedOrSaid(ctx, ctx.editMessageCaption({ caption, reply_markup }), caption, reply_markup);
}
