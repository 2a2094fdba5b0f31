import { generationOf } from "../../domain/mod.ts";
import { applyOnce, type DatabaseTransaction, saveDialogue } from "../../postgres/mod.ts";
import { changeProduct, getCataloguePage, getProduct, ownsProduct } from "../../shop/mod.ts";
import { accepted, execute } from "../../event_log/mod.ts";
import { myCard } from "../card.ts";
import type { ShopContext } from "../context.ts";
import type { Answer } from "./answer.ts";
import { type Dialogue, type Edit, saleOf, withAlbum } from "./dialogue.ts";
import { prompt } from "./prompt.ts";
import { updateId } from "./store.ts";
import { say, show } from "../show.ts";

/** Changes one field of the seller's product, ends the dialogue, and shows the product as it is now. */
export async function applyEdit(
  ctx: ShopContext,
  edit: Edit,
  answer: Answer,
  note?: string,
): Promise<void> {
  const { db } = ctx.shop;
  const result = await applyOnce(db, updateId(ctx), async (tx) => {
    await saveDialogue(tx, ctx.userId, after(edit, answer));
    return await change(ctx, tx, edit.productId, answer);
  });
  if (result !== "repeated" && !result.applied) {
    await say(ctx, await whyNotOwn(ctx, edit.productId));
  } else {
    const done = answer.field === "photo" ? ctx.t.edit.replaced : ctx.t.edit.changed;
    await say(ctx, note === undefined ? done : `${note}\n${done}`);
    const position = { at: "product", productId: edit.productId } as const;
    const page = await getCataloguePage(db, position, ctx.userId);
    if (page !== undefined) await show(ctx, page.product, "thumb", myCard(page, ctx.t));
  }
  await prompt(ctx, saleOf(edit), ctx.t.sell.resumed);
}

/** What the user is in then: the sale that waited, with an album's other photos to be passed over. */
function after(edit: Edit, answer: Answer): Dialogue | null {
  const albumId = answer.field === "photo" ? answer.albumId : undefined;
  return albumId === undefined ? saleOf(edit) : withAlbum(saleOf(edit), albumId);
}

/** Why a product is not the user's to change. */
export async function whyNotOwn(ctx: ShopContext, productId: string): Promise<string> {
  const product = await getProduct(ctx.shop.db, productId);
  // Whose one that was deleted for good was, nobody knows any more.
  const mayBeOwn = product?.sellerId === ctx.userId || product?.sellerId === null;
  return mayBeOwn && product.withdrawn ? ctx.t.product.withdrawn : ctx.t.product.notYours;
}

async function change(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  productId: string,
  answer: Answer,
): Promise<boolean> {
  switch (answer.field) {
    case "photo":
      return await replacePicture(ctx, tx, productId, answer.photo);
    case "title":
      return await changeProduct(tx, productId, ctx.userId, { title: answer.title });
    case "description":
      return await changeProduct(tx, productId, ctx.userId, { description: answer.description });
    case "price":
      return await changeProduct(tx, productId, ctx.userId, { price: answer.price });
  }
}

/** The old picture ends and the new one shows at once, by the seller's own photo, until the job has stored it. */
async function replacePicture(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  productId: string,
  photo: Extract<Answer, { field: "photo" }>["photo"],
): Promise<boolean> {
  if (!(await ownsProduct(tx, productId, ctx.userId))) return false;
  const { fileId, fileUniqueId, originalFileId } = photo;
  const captured = { botId: ctx.me.id, fileId, fileUniqueId };
  const command = { type: "ReplaceImages", reason: "replaced_by_seller", photo: captured } as const;
  const executed = await execute(tx, productId, command, {
    actor: `seller:${ctx.userId}`,
    causationId: `update:${ctx.update.update_id}`,
  });
  const generation = generationOf(accepted(executed).state);
  const job = { botId: ctx.me.id, productId, generation, fileId: originalFileId };
  await ctx.shop.enqueueStoreImage(tx, job);
  return true;
}
