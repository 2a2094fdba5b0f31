import { Composer } from "grammy";
import {
  type DatabaseTransaction,
  lockDialogue,
  saveDialogue,
  saveTelegramLanguage,
  saveUsername,
} from "../../postgres/mod.ts";
import { FIRST_NUMBER } from "../../domain/mod.ts";
import { getProductOfSale, listProduct } from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { listedCard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { productLink } from "../deep_link.ts";
import { asideOf, type Field, readDialogue, type Sale, saleOf } from "../dialogues/dialogue.ts";
import { ofProduct } from "../dialogues/albums.ts";
import { prompt } from "../dialogues/prompt.ts";
import { beginSale, completeSale, editSale, leaveEdit } from "../dialogues/sale.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { draftCard, saleEditKeyboard } from "../draft_cards.ts";
import { causeOf, once } from "../once.ts";
import { answer, edited, editedOrSaid } from "../reply.ts";
import { show, showPhoto } from "../show.ts";
import { changeDraft, draftOf, type SaleNamed, withDraft } from "./draft.ts";
import { onPress } from "./on_press.ts";

/** `/sell`: the beginning of a sale, and its buttons. `answers.ts` reads its answers. */
export function createSell(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("sell", begin);
  onPress(composer, BUTTONS.confirmSale, confirm);
  onPress(composer, BUTTONS.editSale, withDraft(chooseEdit));
  onPress(composer, BUTTONS.previewSale, withDraft(backToPreview));
  onPress(composer, BUTTONS.editSaleField, withDraft(edit));
  onPress(composer, BUTTONS.cancelSale, withDraft(cancel));
  return composer;
}

/** A sale that is under way goes on: nothing that the seller sent is lost. */
async function begin(ctx: ShopContext): Promise<void> {
  const resumed = saleOf(ctx.dialogue) !== null && !ctx.repeated;
  const dialogue = await changeDialogue(
    ctx,
    (current) => saleOf(current) ?? beginSale(crypto.randomUUID(), { albums: current?.albums }),
  );
  await prompt(ctx, dialogue, resumed ? ctx.t.sell.resumed : undefined);
}

async function chooseEdit(
  ctx: ShopContext,
  { saleId }: SaleNamed,
  { photos = [] }: Sale,
): Promise<void> {
  const { t } = ctx;
  const [text, reply_markup] = [t.sell.chooseEdit, saleEditKeyboard({ saleId, photos }, t)];
  await answer(ctx, text);
  await editedOrSaid(ctx, ctx.editMessageReplyMarkup({ reply_markup }), text, reply_markup);
}

/** Comes from the choice below the preview, or from a question: then the preview is sent again. */
async function backToPreview(ctx: ShopContext, { saleId }: SaleNamed): Promise<void> {
  const dialogue = await changeDraft(ctx, saleId, leaveEdit);
  await answer(ctx);
  const sale = draftOf(dialogue, saleId);
  const complete = sale && completeSale(sale);
  if (ctx.callbackQuery?.message?.photo !== undefined && complete !== undefined) {
    const [first] = complete.photos;
    if (await showPhoto(ctx, first!, draftCard(complete, 1, ctx.t))) return;
  } else await edited(ctx.editMessageReplyMarkup());
  await prompt(ctx, dialogue);
}

async function edit(
  ctx: ShopContext,
  { saleId, field }: SaleNamed & { readonly field: Field },
): Promise<void> {
  const dialogue = await changeDraft(
    ctx,
    saleId,
    (draft) => editSale(draft, field, field === "photo" ? draft.photos?.[0]?.messageId : undefined),
  );
  await answer(ctx);
  await edited(ctx.editMessageReplyMarkup());
  await prompt(ctx, dialogue);
}

async function cancel(ctx: ShopContext, { saleId }: SaleNamed): Promise<void> {
  await changeDraft(ctx, saleId, asideOf);
  await answer(ctx);
  const caption = ctx.t.cancelled;
  await editedOrSaid(ctx, ctx.editMessageCaption({ caption }), caption);
}

/**
 * Lists the product. A confirmation that is repeated (pressed twice, or delivered again after a kill) finds the product
 * that the sale has made, and shows it again.
 */
async function confirm(ctx: ShopContext, named: SaleNamed): Promise<void> {
  await once(ctx, (tx) => list(ctx, tx, named.saleId));
  const product = await getProductOfSale(ctx.shop.db, named.saleId);
  if (product === undefined || product.sellerId !== ctx.userId) {
    return await withDraft(askFirst)(ctx, named);
  }
  await answer(ctx);
  const link = productLink(ctx, product.productId);
  await show(ctx, product, "cover", listedCard(product, link, ctx.t));
}

/** An earlier preview cannot confirm a sale in which something is being changed. */
async function askFirst(ctx: ShopContext): Promise<void> {
  await answer(ctx);
  await prompt(ctx, saleOf(ctx.dialogue));
}

/** Lists the product and ends the dialogue: both, or neither. */
async function list(ctx: ShopContext, tx: DatabaseTransaction, saleId: string): Promise<void> {
  const current = readDialogue(await lockDialogue(tx, ctx.userId));
  const draft = draftOf(current, saleId);
  const sale = draft && completeSale(draft);
  if (sale === undefined) return;
  const { enqueueStoreImage } = ctx.shop;
  const username = ctx.from?.username ?? null;
  const photos = sale.photos.map(({ fileId, fileUniqueId, originalFileId }) => ({
    fileId,
    fileUniqueId,
    originalFileId,
    botId: ctx.me.id,
  }));
  await listProduct({ tx, enqueueStoreImage }, {
    ...sale,
    photos,
    sellerId: ctx.userId,
    sellerUsername: username,
    cause: causeOf(ctx),
  });
  await saveTelegramLanguage(tx, ctx.userId, ctx.from?.language_code);
  await saveUsername(tx, ctx.userId, username);
  // A photo of these albums may still come.
  const pictures = sale.photos.map(({ messageId }, index) => ({
    messageId,
    picture: FIRST_NUMBER + index,
  }));
  const albums = ofProduct(current?.albums, pictures);
  await saveDialogue(tx, ctx.userId, asideOf({ kind: "album", albums }));
}
