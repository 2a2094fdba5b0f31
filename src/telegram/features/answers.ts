import { Composer } from "grammy";
import type { Message } from "grammy/types";
import type { ShopContext } from "../context.ts";
import { applyEdit } from "../dialogues/apply_edit.ts";
import { type Answer, type AnswerResult, isSkip, readTextAnswer } from "../dialogues/answer.ts";
import {
  type Dialogue,
  type Edit,
  type Field,
  fieldOf,
  type Sale,
  withAlbum,
} from "../dialogues/dialogue.ts";
import { readPictureAnswer } from "../dialogues/picture_answer.ts";
import { prompt } from "../dialogues/prompt.ts";
import { answerSale } from "../dialogues/sale.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { say } from "../reply.ts";

/** Reads every message that is no command as an answer to the user's dialogue. */
export function createAnswers(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.on("message", async (ctx, next) => {
    const { dialogue, message } = ctx;
    if (isOwnInline(ctx) || isIgnored(dialogue, message)) return;
    if (message.text?.startsWith("/") && !isSkip(message)) return await next();
    if (ctx.repeated) return await repeatAnswer(ctx);
    if (dialogue === null || dialogue.kind === "album") return await next();
    await takeAnswer(ctx, dialogue, message);
  });
  return composer;
}

/** A message that came into the chat through the bot's own inline mode is no answer. */
function isOwnInline({ message, me }: ShopContext): boolean {
  return message?.via_bot?.id === me.id;
}

function isIgnored(dialogue: Dialogue | null, { media_group_id: album }: Message): boolean {
  return album !== undefined && album === dialogue?.albumId;
}

/** The answer was taken before the process was killed. Only the reply is sent again. */
async function repeatAnswer(ctx: ShopContext): Promise<void> {
  if (ctx.dialogue?.kind === "sale") return await prompt(ctx, ctx.dialogue);
  await say(ctx, ctx.t.edit.changed);
}

async function takeAnswer(ctx: ShopContext, dialogue: Sale | Edit, message: Message) {
  const field = fieldOf(dialogue);
  const result = await readAnswer(ctx, field, message);
  if ("refused" in result) {
    // Where a photo is due, the next one of the album may do. Elsewhere the whole album is refused.
    if (field !== "photo") await ignoreAlbum(ctx, message);
    return await say(ctx, ctx.t.refusal[result.refused]);
  }
  const note = "albumId" in result.answer ? ctx.t.sell.albumFirst : undefined;
  if (dialogue.kind === "edit") return await applyEdit(ctx, dialogue, result.answer, note);
  await goOn(ctx, dialogue, result.answer, note);
}

async function readAnswer(
  ctx: ShopContext,
  field: Field | undefined,
  message: Message,
): Promise<AnswerResult> {
  if (field === undefined) return { refused: "use_buttons" };
  if (field !== "photo") return readTextAnswer(field, message, ctx.shop.currency);
  return isSkip(message) ? { refused: "not_skipped" } : await readPictureAnswer(ctx);
}

/** Ignores the other photos of the message's album: one answer to an album is enough. */
export async function ignoreAlbum(ctx: ShopContext, message: Message): Promise<void> {
  const album = message.media_group_id;
  if (album !== undefined) await changeDialogue(ctx, (current) => withAlbum(current, album));
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
