import { Composer } from "grammy";
import {
  type DatabaseTransaction,
  lockDialogue,
  saveDialogue,
  saveTelegramLanguage,
  saveUsername,
} from "../../postgres/mod.ts";
import { getProductOfSale, listProduct } from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { listedCard, previewKeyboard, saleEditKeyboard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { productLink } from "../deep_link.ts";
import {
  type Dialogue,
  type Field,
  readDialogue,
  type Sale,
  saleOf,
} from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { beginSale, completeSale, editSale, leaveEdit } from "../dialogues/sale.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { causeOf, once } from "../once.ts";
import { answer, edited, editedOrSaid } from "../reply.ts";
import { show } from "../show.ts";
import { onPress } from "./on_press.ts";

/** What a button of a sale names. */
interface SaleNamed {
  readonly saleId: string;
}

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
    (current) => saleOf(current) ?? beginSale(crypto.randomUUID()),
  );
  await prompt(ctx, dialogue, resumed ? ctx.t.sell.resumed : undefined);
}

/** Makes a handler that runs only for the sale that the user is in. The button of any other is out of date. */
function withDraft<N extends SaleNamed>(work: (ctx: ShopContext, named: N) => Promise<void>) {
  return async (ctx: ShopContext, named: N): Promise<void> => {
    if (draftOf(ctx.dialogue, named.saleId) !== undefined) return await work(ctx, named);
    const product = await getProductOfSale(ctx.shop.db, named.saleId);
    const isListed = product?.sellerId === ctx.userId;
    await answer(ctx, isListed ? ctx.t.sell.listedAlready : ctx.t.sell.draftGone, true);
    await edited(ctx.editMessageReplyMarkup());
  };
}

function draftOf(dialogue: Dialogue | null, saleId: string): Sale | undefined {
  const sale = saleOf(dialogue);
  return sale?.saleId === saleId ? sale : undefined;
}

/** Changes the draft if it is still there. An edit of a product that was under way ends. */
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

async function chooseEdit(ctx: ShopContext, { saleId }: SaleNamed): Promise<void> {
  const [text, reply_markup] = [ctx.t.sell.chooseEdit, saleEditKeyboard(saleId, ctx.t)];
  await answer(ctx, text);
  await editedOrSaid(ctx, ctx.editMessageReplyMarkup({ reply_markup }), text, reply_markup);
}

/** Comes from the choice below the preview, or from a question: then the preview is sent again. */
async function backToPreview(ctx: ShopContext, { saleId }: SaleNamed): Promise<void> {
  const dialogue = await changeDraft(ctx, saleId, leaveEdit);
  await answer(ctx);
  if (ctx.callbackQuery?.message?.photo !== undefined) {
    const reply_markup = previewKeyboard(saleId, ctx.t);
    if (await edited(ctx.editMessageReplyMarkup({ reply_markup }))) return;
  } else await edited(ctx.editMessageReplyMarkup());
  await prompt(ctx, dialogue);
}

async function edit(
  ctx: ShopContext,
  { saleId, field }: SaleNamed & { readonly field: Field },
): Promise<void> {
  const dialogue = await changeDraft(ctx, saleId, (draft) => editSale(draft, field));
  await answer(ctx);
  await edited(ctx.editMessageReplyMarkup());
  await prompt(ctx, dialogue);
}

async function cancel(ctx: ShopContext, { saleId }: SaleNamed): Promise<void> {
  await changeDraft(ctx, saleId, () => null);
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
  const draft = draftOf(readDialogue(await lockDialogue(tx, ctx.userId)), saleId);
  const sale = draft && completeSale(draft);
  if (sale === undefined) return;
  const { enqueueStoreImage } = ctx.shop;
  const username = ctx.from?.username ?? null;
  await listProduct({ tx, enqueueStoreImage }, {
    ...sale,
    photos: [{ ...sale.photo, botId: ctx.me.id }],
    sellerId: ctx.userId,
    sellerUsername: username,
    cause: causeOf(ctx),
  });
  await saveTelegramLanguage(tx, ctx.userId, ctx.from?.language_code);
  await saveUsername(tx, ctx.userId, username);
  await saveDialogue(tx, ctx.userId, null);
}
