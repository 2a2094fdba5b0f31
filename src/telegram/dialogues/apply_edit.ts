import { type DatabaseTransaction, saveDialogue } from "../../postgres/mod.ts";
import { changeProduct, getCataloguePage, replacePhoto } from "../../shop/mod.ts";
import { myCard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { causeOf, once } from "../once.ts";
import { say } from "../reply.ts";
import { show } from "../show.ts";
import type { Answer } from "./answer.ts";
import { type Dialogue, type Edit, saleOf, withAlbum } from "./dialogue.ts";
import { prompt } from "./prompt.ts";

/** Changes one field of the seller's product, ends the dialogue, and shows the product as it is now. */
export async function applyEdit(
  ctx: ShopContext,
  edit: Edit,
  answer: Answer,
  note?: string,
): Promise<void> {
  const result = await once(ctx, async (tx) => {
    await saveDialogue(tx, ctx.userId, after(edit, answer));
    return await change(ctx, tx, edit.productId, answer);
  });
  if (result !== "repeated" && "refused" in result.applied) {
    await say(ctx, ctx.t.product[result.applied.refused]);
  } else {
    const done = answer.field === "photo" ? ctx.t.edit.replaced : ctx.t.edit.changed;
    await say(ctx, note === undefined ? done : `${note}\n${done}`);
    await showNow(ctx, edit.productId);
  }
  await prompt(ctx, saleOf(edit), ctx.t.sell.resumed);
}

/** The dialogue afterwards: the sale that waited, and the album whose other photos are ignored. */
function after(edit: Edit, answer: Answer): Dialogue | null {
  const albumId = answer.field === "photo" ? answer.albumId : undefined;
  return albumId === undefined ? saleOf(edit) : withAlbum(saleOf(edit), albumId);
}

async function change(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  productId: string,
  answer: Answer,
) {
  const own = { productId, sellerId: ctx.userId };
  if (answer.field !== "photo") return await changeProduct(tx, { ...own, change: answer });
  const { enqueueStoreImage } = ctx.shop;
  const photo = { ...answer.photo, botId: ctx.me.id };
  return await replacePhoto({ tx, enqueueStoreImage }, { ...own, photo, cause: causeOf(ctx) });
}

async function showNow(ctx: ShopContext, productId: string): Promise<void> {
  const page = await getCataloguePage(ctx.shop.db, { at: "product", productId }, ctx.userId);
  if (page !== undefined) await show(ctx, page.product, "thumb", myCard(page, ctx.t));
}
