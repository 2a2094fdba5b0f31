import { getProductOfSale } from "../../shop/mod.ts";
import type { ShopContext } from "../context.ts";
import { type Dialogue, type Sale, saleOf } from "../dialogues/dialogue.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { answer, edited } from "../reply.ts";

/** What a button of a sale names. */
export interface SaleNamed {
  readonly saleId: string;
}

/** Makes a handler that runs only for the sale that the user is in. The button of any other is out of date. */
export function withDraft<N extends SaleNamed>(
  work: (ctx: ShopContext, named: N, draft: Sale) => Promise<void>,
) {
  return async (ctx: ShopContext, named: N): Promise<void> => {
    const draft = draftOf(ctx.dialogue, named.saleId);
    if (draft !== undefined) return await work(ctx, named, draft);
    const product = await getProductOfSale(ctx.shop.db, named.saleId);
    const isListed = product?.sellerId === ctx.userId;
    await answer(ctx, isListed ? ctx.t.sell.listedAlready : ctx.t.sell.draftGone, true);
    await edited(ctx.editMessageReplyMarkup());
  };
}

/** The sale that the user is in, or that waits, if it is this one. */
export function draftOf(dialogue: Dialogue | null, saleId: string): Sale | undefined {
  const sale = saleOf(dialogue);
  return sale?.saleId === saleId ? sale : undefined;
}

/** Changes the draft if it is still there. An edit of a product that was under way ends. */
export async function changeDraft(
  ctx: ShopContext,
  saleId: string,
  change: (draft: Sale) => Dialogue | null,
): Promise<Dialogue | null> {
  return await changeDialogue(ctx, (current) => {
    const draft = draftOf(current, saleId);
    return draft === undefined ? current : change(draft);
  });
}
