import {
  applyOnce,
  changeProduct,
  type DatabaseTransaction,
  execute,
  getCataloguePage,
  loadImages,
  ownsProduct,
  saveDialogue,
} from "../../postgres/mod.ts";
import { myCard } from "../card.ts";
import type { ShopContext } from "../context.ts";
import type { Answer } from "../dialogues/answer.ts";
import type { Edit } from "../dialogues/dialogue.ts";
import { updateId } from "../dialogues/store.ts";
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
    const albumId = answer.field === "photo" ? answer.albumId : undefined;
    const after = albumId === undefined ? null : { kind: "album", albumId };
    await saveDialogue(tx, ctx.userId, after);
    return await change(ctx, tx, edit.productId, answer);
  });
  if (result !== "repeated" && !result.applied) return await say(ctx, ctx.t.product.notYours);
  const done = answer.field === "photo" ? ctx.t.edit.replaced : ctx.t.edit.changed;
  await say(ctx, note === undefined ? done : `${note}\n${done}`);
  const position = { at: "product", productId: edit.productId } as const;
  const page = await getCataloguePage(db, position, ctx.userId);
  if (page !== undefined) await show(ctx, page.product, "thumb", myCard(page, ctx.t));
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
  await execute(tx, productId, command, {
    actor: `seller:${ctx.userId}`,
    causationId: `update:${ctx.update.update_id}`,
  });
  const { cover: { generation } } = await loadImages(tx, productId);
  await ctx.shop.enqueueStoreImage(tx, { productId, generation, fileId: originalFileId });
  return true;
}
