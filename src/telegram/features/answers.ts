import { Composer } from "grammy";
import type { ShopContext } from "../context.ts";
import { type Answer, type AnswerResult, readTextAnswer } from "../dialogues/answer.ts";
import { albumOf, type Dialogue, type Field, fieldOf, type Sale } from "../dialogues/dialogue.ts";
import { readPictureAnswer } from "../dialogues/picture_answer.ts";
import { prompt } from "../dialogues/prompt.ts";
import { answerSale } from "../dialogues/sale.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { say } from "../show.ts";
import { applyEdit } from "./edit_product.ts";

/** Reads every message that is no command as an answer to the dialogue that the user is in. */
export function createAnswers(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.on("message", async (ctx, next) => {
    const { dialogue, message } = ctx;
    if (dialogue === null || message.text?.startsWith("/")) return await next();
    const album = message.media_group_id;
    if (album !== undefined && album === albumOf(dialogue)) return;
    if (dialogue.kind === "album") return await next();
    const field = fieldOf(dialogue);
    if (field === undefined) return await say(ctx, ctx.t.refusal.use_buttons);
    const result = await readAnswer(ctx, field);
    if ("refused" in result) return await say(ctx, ctx.t.refusal[result.refused]);
    const note = "albumId" in result.answer ? ctx.t.sell.albumFirst : undefined;
    if (dialogue.kind === "edit") return await applyEdit(ctx, dialogue, result.answer, note);
    await goOn(ctx, dialogue, result.answer, note);
  });
  return composer;
}

async function readAnswer(ctx: ShopContext, field: Field): Promise<AnswerResult> {
  if (field === "photo") return await readPictureAnswer(ctx);
  return readTextAnswer(field, ctx.message!);
}

async function goOn(ctx: ShopContext, sale: Sale, answer: Answer, note?: string): Promise<void> {
  const expects = (current: Dialogue | null): current is Sale =>
    current?.kind === "sale" && current.saleId === sale.saleId && current.step === sale.step;
  const next = await changeDialogue(
    ctx,
    (current) => expects(current) ? answerSale(current, answer) : current,
  );
  await prompt(ctx, next, note);
}
