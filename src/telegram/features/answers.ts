import { Composer } from "grammy";
import type { Message } from "grammy/types";
import type { ShopContext } from "../context.ts";
import { applyEdit } from "../dialogues/apply_edit.ts";
import { type Answer, type AnswerResult, isSkip, readTextAnswer } from "../dialogues/answer.ts";
import { type Dialogue, type Edit, type Field, fieldOf, type Sale } from "../dialogues/dialogue.ts";
import { bringsPicture } from "../dialogues/picture_answer.ts";
import { prompt } from "../dialogues/prompt.ts";
import { answerSale } from "../dialogues/sale.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { say } from "../reply.ts";
import { takePicture } from "./take_picture.ts";

/** Reads every message that is no command as an answer to the user's dialogue. */
export function createAnswers(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.on("message", async (ctx, next) => {
    const { dialogue, message } = ctx;
    if (isOwnInline(ctx)) return;
    if (message.text?.startsWith("/") && !isSkip(message)) return await next();
    if (bringsPicture(message)) return await takePicture(ctx, message);
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

/** The answer was taken before the process was killed. Only the reply is sent again. */
async function repeatAnswer(ctx: ShopContext): Promise<void> {
  if (ctx.dialogue?.kind === "sale") await prompt(ctx, ctx.dialogue);
  else await say(ctx, ctx.t.edit.changed);
}

async function takeAnswer(ctx: ShopContext, dialogue: Sale | Edit, message: Message) {
  const result = readAnswer(ctx, fieldOf(dialogue), message);
  if ("refused" in result) return await say(ctx, ctx.t.refusal[result.refused]);
  if (dialogue.kind === "edit") return await applyEdit(ctx, dialogue, result.answer);
  await goOn(ctx, dialogue, result.answer);
}

function readAnswer(
  { shop: { currency } }: ShopContext,
  field: Field | undefined,
  message: Message,
): AnswerResult {
  if (field === undefined) return { refused: "use_buttons" };
  if (field !== "photo") return readTextAnswer(field, message, currency);
  return { refused: isSkip(message) ? "not_skipped" : "photo_needed" };
}

async function goOn(ctx: ShopContext, sale: Sale, answer: Answer): Promise<void> {
  const expects = (current: Dialogue | null): current is Sale =>
    current?.kind === "sale" && current.saleId === sale.saleId && current.step === sale.step;
  const next = await changeDialogue(
    ctx,
    (current) => expects(current) ? answerSale(current, answer) : current,
  );
  await prompt(ctx, next);
}
