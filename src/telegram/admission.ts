import { Api, type Bot, Context, type Transformer } from "grammy";
import type { Update } from "grammy/types";
import { describeError, logger } from "../log.ts";
import type { ShopContext } from "./context.ts";
import { isLate } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { localeOf } from "./locales/mod.ts";
import { createRateLimit, type Verdict } from "./rate_limit.ts";
import { answer, say } from "./show.ts";

/** Decides when an update comes, before it waits for its turn, whether it is handled at all. */
export interface Admission {
  /** Judges an update. One that was let in and is delivered again, for it is not complete, is let in again. */
  judge(update: Update): Verdict;
  /** Says that an update that was let in is complete, or will be delivered again. */
  ended(update: Update, isComplete: boolean): void;
}

/** Updates that were let in and are to be delivered again: more than Telegram does. */
const REMEMBERED = 1000;

/** Makes one. What one user sends is refused before it can hold up what others send. */
export function createAdmission(limits: Limits): Admission {
  const rate = createRateLimit(limits);
  const waiting = new Map<number, number>();
  const letIn = new Set<number>();

  function judge(update: Update): Verdict {
    const userId = userIdOf(update);
    if (userId === undefined) return "allowed";
    const count = waiting.get(userId) ?? 0;
    const albumId = update.message?.media_group_id;
    const verdict = letIn.has(update.update_id)
      ? "allowed"
      : rate.judge({ userId, waiting: count, albumId });
    if (verdict === "allowed") waiting.set(userId, count + 1);
    return verdict;
  }

  function ended(update: Update, isComplete: boolean): void {
    const userId = userIdOf(update);
    if (userId === undefined) return;
    const left = (waiting.get(userId) ?? 1) - 1;
    if (left > 0) waiting.set(userId, left);
    else waiting.delete(userId);
    letIn.delete(update.update_id);
    if (isComplete) return;
    letIn.add(update.update_id);
    const [oldest] = letIn;
    if (letIn.size > REMEMBERED && oldest !== undefined) letIn.delete(oldest);
  }

  return { judge, ended };
}

/** Whose it is; a forged update may say anything. */
function userIdOf(update: Update): number | undefined {
  const { message, callback_query, inline_query } = update;
  const id = (message ?? callback_query ?? inline_query)?.from?.id;
  return typeof id === "number" ? id : undefined;
}

/**
 * Answers what is refused, at once: the first by words, the others by nothing but the end of a button's spinner. It costs
 * nothing else, and an answer that fails is not tried again.
 */
export async function refuse(
  bot: Bot<ShopContext>,
  update: Update,
  verdict: Exclude<Verdict, "allowed">,
  ...transformers: readonly Transformer[]
): Promise<void> {
  // The bot's own would wait as long as a 429 says, and hold up what comes after.
  const api = new Api(bot.token, bot.api.options);
  api.config.use(...transformers);
  const ctx = new Context(update, api, bot.botInfo) as ShopContext;
  // The user's choice of a language is not known here: it is in the database.
  const text = verdict === "first_refused" ? localeOf(ctx.from?.language_code).slowDown : undefined;
  try {
    if (ctx.callbackQuery !== undefined) await answer(ctx, text, text !== undefined);
    else if (ctx.inlineQuery !== undefined) await findNothing(ctx);
    else if (text !== undefined && ctx.chat?.type === "private") await say(ctx, text);
  } catch (error) {
    const about = { updateId: update.update_id, error: describeError(error) };
    logger("telegram").info("A refusal could not be said: {error}", about);
  }
}

async function findNothing(ctx: ShopContext): Promise<void> {
  try {
    await ctx.answerInlineQuery([], { cache_time: 0, is_personal: true });
  } catch (error) {
    if (!isLate(error)) throw error;
  }
}
