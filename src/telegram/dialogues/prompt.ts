import type { ShopContext } from "../context.ts";
import { describe, previewKeyboard } from "../card.ts";
import type { Locale } from "../locales/mod.ts";
import { say } from "../show.ts";
import type { Dialogue, Field } from "./dialogue.ts";
import { completeSale, SALE_STEPS } from "./sale.ts";

/** Says what a dialogue waits for; `note` goes before it. */
export async function prompt(
  ctx: ShopContext,
  dialogue: Dialogue | null,
  note?: string,
): Promise<void> {
  if (dialogue === null || dialogue.kind === "album") return;
  const sale = dialogue.kind === "sale" ? dialogue : undefined;
  const complete = sale && completeSale(sale);
  if (complete !== undefined) {
    const notes = [note, ctx.t.sell.preview].filter((line) => line !== undefined);
    await ctx.replyWithPhoto(complete.photo.fileId, {
      caption: `${describe(complete, ctx.t)}\n\n${notes.join("\n")}`,
      parse_mode: "HTML",
      reply_markup: previewKeyboard(complete.saleId, ctx.t),
    });
    return;
  }
  const field = dialogue.kind === "edit" ? dialogue.field : dialogue.step as Field;
  const step = sale && !sale.editing
    ? ctx.t.sell.step(SALE_STEPS.indexOf(field) + 1, SALE_STEPS.length)
    : undefined;
  const lines = [note, step, question(field, ctx.t)].filter((line) => line !== undefined);
  await say(ctx, lines.join("\n"));
}

function question(field: Field, t: Locale): string {
  return t.sell[field];
}
