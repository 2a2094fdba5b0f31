import { type DatabaseTransaction, saveDialogue } from "../../postgres/mod.ts";
import { changeProduct, getCataloguePage } from "../../shop/mod.ts";
import { myCard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { once } from "../once.ts";
import { say } from "../reply.ts";
import { show } from "../show.ts";
import type { Answer } from "./answer.ts";
import { afterEdit, type Edit, saleOf } from "./dialogue.ts";
import { prompt } from "./prompt.ts";

/** Changes one field of the seller's product in words, ends the dialogue, and shows the product as it is now. */
export async function applyEdit(ctx: ShopContext, edit: Edit, answer: Answer): Promise<void> {
  const { productId } = edit;
  const result = await once(ctx, async (tx: DatabaseTransaction) => {
    await saveDialogue(tx, ctx.userId, afterEdit(edit));
    return await changeProduct(tx, { productId, sellerId: ctx.userId, change: answer });
  });
  if (result !== "repeated" && "refused" in result.applied) {
    await say(ctx, ctx.t.notOwn[result.applied.refused]);
  } else {
    await say(ctx, ctx.t.edit.changed);
    await showNow(ctx, productId);
  }
  await prompt(ctx, saleOf(edit), ctx.t.sell.resumed);
}

async function showNow(ctx: ShopContext, productId: string): Promise<void> {
  const page = await getCataloguePage(ctx.shop.db, { at: "product", productId }, ctx.userId);
  if (page !== undefined) await show(ctx, page.product, "thumb", myCard(page, ctx.t));
}
