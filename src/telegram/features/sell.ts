import { Composer } from "grammy";
import { generationOf, MAIN_IMAGE, productIdFrom } from "../../domain/mod.ts";
import {
  applyOnce,
  type DatabaseTransaction,
  lockDialogue,
  saveDialogue,
  saveTelegramLanguage,
} from "../../postgres/mod.ts";
import { accepted, execute } from "../../event_log/mod.ts";
import { getProductOfSale, insertProduct } from "../../shop/mod.ts";
import { CALLBACKS } from "../buttons.ts";
import { listedCard, previewKeyboard, saleEditKeyboard } from "../card.ts";
import type { ShopContext } from "../context.ts";
import {
  type Dialogue,
  type Field,
  readDialogue,
  type Sale,
  saleOf,
} from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import {
  beginSale,
  type CompleteSale,
  completeSale,
  editSale,
  leaveEdit,
} from "../dialogues/sale.ts";
import { changeDialogue, updateId } from "../dialogues/store.ts";
import { answer, edited, show } from "../show.ts";

/** `/sell`: the beginning of a sale and its buttons. Its answers are read in `answers.ts`. */
export function createSell(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("sell", begin);
  composer.callbackQuery(CALLBACKS.confirmSale, (ctx) => confirm(ctx, ctx.match[1]!));
  composer.callbackQuery(
    CALLBACKS.editSale,
    (ctx) => withDraft(ctx, ctx.match[1]!, () => chooseEdit(ctx, ctx.match[1]!)),
  );
  composer.callbackQuery(
    CALLBACKS.previewSale,
    (ctx) => withDraft(ctx, ctx.match[1]!, () => backToPreview(ctx, ctx.match[1]!)),
  );
  composer.callbackQuery(
    CALLBACKS.editSaleField,
    (ctx) => withDraft(ctx, ctx.match[1]!, () => edit(ctx, ctx.match[1]!, ctx.match[2] as Field)),
  );
  composer.callbackQuery(
    CALLBACKS.cancelSale,
    (ctx) => withDraft(ctx, ctx.match[1]!, () => cancel(ctx, ctx.match[1]!)),
  );
  return composer;
}

/** A sale that was begun goes on: nothing that was sent is lost. */
async function begin(ctx: ShopContext): Promise<void> {
  const resumed = saleOf(ctx.dialogue) !== null && !ctx.repeated;
  const dialogue = await changeDialogue(
    ctx,
    (current) => saleOf(current) ?? beginSale(crypto.randomUUID()),
  );
  await prompt(ctx, dialogue, resumed ? ctx.t.sell.resumed : undefined);
}

/** A draft is the user's own, and the one that the user is in: a button of another is out of date. */
async function withDraft(
  ctx: ShopContext,
  saleId: string,
  work: () => Promise<void>,
): Promise<void> {
  if (draftOf(ctx.dialogue, saleId) !== undefined) return await work();
  await answer(ctx, ctx.t.sell.draftGone, true);
  await edited(ctx.editMessageReplyMarkup());
}

function draftOf(dialogue: Dialogue | null, saleId: string): Sale | undefined {
  const sale = saleOf(dialogue);
  return sale?.saleId === saleId ? sale : undefined;
}

/** Changes the draft, if it is still there, and leaves the edit of a product that may be on. */
async function changeDraft(
  ctx: ShopContext,
  saleId: string,
  change: (draft: Sale) => Sale | null,
): Promise<Dialogue | null> {
  return await changeDialogue(ctx, (current) => {
    const draft = draftOf(current, saleId);
    return draft === undefined ? current : change(draft);
  });
}

async function chooseEdit(ctx: ShopContext, saleId: string): Promise<void> {
  await answer(ctx, ctx.t.sell.chooseEdit);
  const reply_markup = saleEditKeyboard(saleId, ctx.t);
  await edited(ctx.editMessageReplyMarkup({ reply_markup }));
}

/** From the choice below the preview, or from a question, which the preview follows anew. */
async function backToPreview(ctx: ShopContext, saleId: string): Promise<void> {
  const dialogue = await changeDraft(ctx, saleId, leaveEdit);
  await answer(ctx);
  if (ctx.callbackQuery?.message?.photo !== undefined) {
    const reply_markup = previewKeyboard(saleId, ctx.t);
    return await edited(ctx.editMessageReplyMarkup({ reply_markup }));
  }
  await edited(ctx.editMessageReplyMarkup());
  await prompt(ctx, dialogue);
}

async function edit(ctx: ShopContext, saleId: string, field: Field): Promise<void> {
  const dialogue = await changeDraft(ctx, saleId, (draft) => editSale(draft, field));
  await answer(ctx);
  await edited(ctx.editMessageReplyMarkup());
  await prompt(ctx, dialogue);
}

async function cancel(ctx: ShopContext, saleId: string): Promise<void> {
  await changeDraft(ctx, saleId, () => null);
  await answer(ctx);
  await edited(ctx.editMessageCaption({ caption: ctx.t.cancelled }));
}

/**
 * Lists the product. A confirmation that is repeated (pressed twice, delivered again after a kill) finds the
 * product that the sale has made, and shows it again.
 */
async function confirm(ctx: ShopContext, saleId: string): Promise<void> {
  const { db } = ctx.shop;
  await applyOnce(db, updateId(ctx), (tx) => list(ctx, tx, saleId));
  const product = await getProductOfSale(db, saleId);
  if (product === undefined || product.sellerId !== ctx.userId) {
    return await withDraft(ctx, saleId, () => askFirst(ctx));
  }
  await answer(ctx);
  const link = `https://t.me/${ctx.me.username}?start=${product.productId}`;
  await show(ctx, product, "cover", listedCard(product, link, ctx.t));
}

/** A draft that something is being changed in cannot be confirmed by an earlier preview. */
async function askFirst(ctx: ShopContext): Promise<void> {
  await answer(ctx);
  await prompt(ctx, saleOf(ctx.dialogue));
}

/** Row, event, job and the end of the dialogue: all of them, or none. */
async function list(ctx: ShopContext, tx: DatabaseTransaction, saleId: string): Promise<void> {
  const dialogue = readDialogue(await lockDialogue(tx, ctx.userId));
  const draft = draftOf(dialogue, saleId);
  const sale = draft && completeSale(draft);
  if (sale === undefined) return;
  const productId = await insert(ctx, tx, sale);
  const { fileId, fileUniqueId, originalFileId } = sale.photo;
  const captured = { botId: ctx.me.id, fileId, fileUniqueId };
  const command = { type: "CaptureFileId", imageType: MAIN_IMAGE, captured } as const;
  const executed = await execute(tx, productId, command, {
    actor: `seller:${ctx.userId}`,
    correlationId: `sale:${saleId}`,
    causationId: `update:${ctx.update.update_id}`,
  });
  const generation = generationOf(accepted(executed).state);
  const job = { botId: ctx.me.id, productId, generation, fileId: originalFileId };
  await ctx.shop.enqueueStoreImage(tx, job);
  await saveTelegramLanguage(tx, ctx.userId, ctx.from?.language_code);
  await saveDialogue(tx, ctx.userId, null);
}

/** Draws ids until one is free: among 729 million the first nearly always is. */
async function insert(
  ctx: ShopContext,
  tx: DatabaseTransaction,
  sale: CompleteSale,
): Promise<string> {
  const { saleId, title, description, price } = sale;
  for (;;) {
    const productId = productIdFrom(crypto.getRandomValues(new Uint8Array(8)));
    const inserted = await insertProduct(tx, {
      productId,
      saleId,
      title,
      description,
      price,
      sellerId: ctx.userId,
      sellerUsername: ctx.from?.username ?? null,
    });
    if (inserted) return productId;
  }
}
