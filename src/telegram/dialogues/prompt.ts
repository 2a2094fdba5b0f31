import { InlineKeyboard } from "grammy";
import { saveDialogue } from "../../postgres/mod.ts";
import { BUTTONS } from "../buttons.ts";
import type { ShopContext } from "../context.ts";
import { draftCard } from "../draft_cards.ts";
import { isReferenceRefused } from "../errors.ts";
import { post, say } from "../reply.ts";
import { type Dialogue, type Edit, type Field, FIELDS, type Sale } from "./dialogue.ts";
import { questionFor } from "./question.ts";
import { type CompleteSale, completeSale, editSale } from "./sale.ts";

/** Asks the question that a dialogue waits at, with `note` before it. */
export async function prompt(
  ctx: ShopContext,
  dialogue: Dialogue | null,
  note?: string,
): Promise<void> {
  await postPrompt(ctx, dialogue, note);
}

/** Does the same as {@link prompt}. Returns the id of the message that asks; undefined if nothing is asked. */
export async function postPrompt(
  ctx: ShopContext,
  dialogue: Dialogue | null,
  note?: string,
): Promise<number | undefined> {
  if (dialogue === null || dialogue.kind === "album") return undefined;
  const complete = dialogue.kind === "sale" ? completeSale(dialogue) : undefined;
  if (complete === undefined) return await ask(ctx, dialogue, note);
  // In a message of its own: the longest caption has no room for it.
  if (note !== undefined) await say(ctx, note);
  const shown = await preview(ctx, complete);
  if (shown !== undefined) return shown;
  const [lost] = complete.photos;
  // There is no way back to a preview that cannot be shown.
  const asked = { ...editSale(dialogue as Sale, "photo", lost?.messageId), editing: false };
  await saveDialogue(ctx.shop.db, ctx.userId, asked);
  return await ask(ctx, asked, ctx.t.refusal.file_gone);
}

/** Shows what buyers will see. Returns undefined when Telegram no longer has the photo. */
async function preview(ctx: ShopContext, sale: CompleteSale): Promise<number | undefined> {
  const { caption, keyboard } = draftCard(sale, 1, ctx.t);
  try {
    const shown = await ctx.replyWithPhoto(sale.photos[0]!.fileId, {
      caption,
      parse_mode: "HTML",
      reply_markup: keyboard,
    });
    return shown.message_id;
  } catch (error) {
    if (!isReferenceRefused(error)) throw error;
    return undefined;
  }
}

async function ask(ctx: ShopContext, dialogue: Sale | Edit, note?: string): Promise<number> {
  const { text, keyboard } = questionOf(ctx, dialogue, note === undefined ? [] : [note]);
  return await post(ctx, text, keyboard);
}

/** The question that a dialogue waits at, with these lines before it. */
export function questionOf(
  ctx: ShopContext,
  dialogue: Sale | Edit,
  lines: readonly string[],
): { readonly text: string; readonly keyboard: InlineKeyboard | undefined } {
  const { t } = ctx;
  const isSale = dialogue.kind === "sale";
  const field = isSale ? dialogue.step as Field : dialogue.field;
  const step = isSale && !dialogue.editing
    ? [t.sell.step(FIELDS.indexOf(field) + 1, FIELDS.length)]
    : [];
  const question = changeOfPictures(ctx, dialogue) ?? questionFor(ctx, field);
  const more = field === "title" && step.length > 0 ? [t.sell.morePhotos] : [];
  const text = [...lines, ...step, question, ...more].join("\n");
  return { text, keyboard: wayBack(ctx, dialogue) };
}

/** The question for pictures that come behind those that are there, or for one in the place of another. */
function changeOfPictures({ t }: ShopContext, dialogue: Sale | Edit): string | undefined {
  if (dialogue.kind === "edit") {
    if (dialogue.field !== "photo") return undefined;
    return dialogue.adding === true ? t.pictures.add : t.pictures.replace;
  }
  const { step, editing, replacing } = dialogue;
  if (editing !== true || step !== "photo") return undefined;
  return replacing === undefined ? t.pictures.add : t.pictures.replace;
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
