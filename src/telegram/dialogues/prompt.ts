import { InlineKeyboard } from "grammy";
import { saveDialogue } from "../../postgres/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { describe, previewKeyboard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { isReferenceRefused } from "../errors.ts";
import { say } from "../reply.ts";
import { type Dialogue, type Edit, type Field, FIELDS, type Sale } from "./dialogue.ts";
import { questionFor } from "./question.ts";
import { type CompleteSale, completeSale, editSale } from "./sale.ts";

/** Asks the question that a dialogue waits at, with `note` before it. */
export async function prompt(
  ctx: ShopContext,
  dialogue: Dialogue | null,
  note?: string,
): Promise<void> {
  if (dialogue === null || dialogue.kind === "album") return;
  const complete = dialogue.kind === "sale" ? completeSale(dialogue) : undefined;
  if (complete === undefined) return await ask(ctx, dialogue, note);
  // In a message of its own: the longest caption has no room for it.
  if (note !== undefined) await say(ctx, note);
  if (await preview(ctx, complete)) return;
  const asked = editSale(dialogue as Sale, "photo");
  await saveDialogue(ctx.shop.db, ctx.userId, asked);
  await ask(ctx, asked, ctx.t.refusal.file_gone);
}

/** Shows what buyers will see. Returns false when Telegram no longer has the photo. */
async function preview(ctx: ShopContext, sale: CompleteSale): Promise<boolean> {
  try {
    await ctx.replyWithPhoto(sale.photo.fileId, {
      caption: `${describe(sale, ctx.t)}\n\n${ctx.t.sell.preview}`,
      parse_mode: "HTML",
      reply_markup: previewKeyboard(sale.saleId, ctx.t),
    });
    return true;
  } catch (error) {
    if (!isReferenceRefused(error)) throw error;
    return false;
  }
}

async function ask(ctx: ShopContext, dialogue: Sale | Edit, note?: string): Promise<void> {
  const { t } = ctx;
  const isSale = dialogue.kind === "sale";
  const field = isSale ? dialogue.step as Field : dialogue.field;
  const lines = note === undefined ? [] : [note];
  if (isSale && !dialogue.editing) {
    lines.push(t.sell.step(FIELDS.indexOf(field) + 1, FIELDS.length));
  }
  lines.push(questionFor(ctx, field));
  await say(ctx, lines.join("\n"), wayBack(ctx, dialogue));
}

/** A button for users who want to change nothing after all. */
function wayBack({ t }: ShopContext, dialogue: Sale | Edit): InlineKeyboard | undefined {
  if (dialogue.kind === "edit") {
    const { productId } = dialogue;
    return new InlineKeyboard().text(t.button.back, BUTTONS.myPage.data({ productId }));
  }
  if (!dialogue.editing) return undefined;
  const { saleId } = dialogue;
  return new InlineKeyboard().text(t.button.back, BUTTONS.previewSale.data({ saleId }));
}
