import { Composer } from "grammy";
import { type CataloguePage, getCataloguePage, whyNotOwn } from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { myCard, myEditKeyboard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { afterEdit, beginEdit, type Dialogue, type Field } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { answer, answerBeside, swapKeyboard } from "../reply.ts";
import { show } from "../show.ts";
import { onPress } from "./on_press.ts";

/** How a seller changes a product of `/my`. Each press is checked against the owner. */
export function createMy(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.myPage, withOwn(backToPage));
  onPress(composer, BUTTONS.myEdit, withOwn(chooseEdit));
  onPress(composer, BUTTONS.myEditField, withOwn((ctx, _page, named) => edit(ctx, named)));
  return composer;
}

/** Makes a handler that runs only for a product that the user has on sale. */
export function withOwn<N extends { readonly productId: string }>(
  work: (ctx: ShopContext, page: CataloguePage, named: N) => Promise<void>,
) {
  return async (ctx: ShopContext, named: N): Promise<void> => {
    const { shop: { db }, userId: sellerId } = ctx;
    const { productId } = named;
    const page = await getCataloguePage(db, { at: "product", productId }, sellerId);
    if (page !== undefined) return await work(ctx, page, named);
    const { refused } = await whyNotOwn(db, { productId, sellerId });
    await answer(ctx, ctx.t.notOwn[refused], true);
  };
}

/** Also the way out of an edit. */
async function backToPage(ctx: ShopContext, page: CataloguePage): Promise<void> {
  const dialogue = await endEdit(ctx);
  await showPage(ctx, page);
  await prompt(ctx, dialogue, ctx.t.sell.resumed);
}

/** Ends the change of a product that is under way, if any. Returns the sale that goes on then. */
export async function endEdit(ctx: ShopContext): Promise<Dialogue | null> {
  if (ctx.dialogue?.kind !== "edit") return null;
  return await changeDialogue(
    ctx,
    (current) => current?.kind === "edit" ? afterEdit(current) : current,
  );
}

async function showPage(ctx: ShopContext, page: CataloguePage): Promise<void> {
  await answerBeside(ctx, () => show(ctx, page.product, "thumb", myCard(page, ctx.t)));
}

async function chooseEdit(ctx: ShopContext, { product }: CataloguePage): Promise<void> {
  const text = ctx.t.sell.chooseEdit;
  await swapKeyboard(ctx, myEditKeyboard(product, ctx.t), { text });
}

async function edit(
  ctx: ShopContext,
  { productId, field }: { readonly productId: string; readonly field: Field },
): Promise<void> {
  const dialogue = await changeDialogue(ctx, (current) => beginEdit(current, { productId, field }));
  await answer(ctx);
  await prompt(ctx, dialogue);
}
