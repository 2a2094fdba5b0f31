import { Api, type Bot, Context } from "grammy";
import type { Update } from "grammy/types";
import { describeError, logger } from "../../log.ts";
import { traceCalls } from "../api.ts";
import type { ShopContext } from "../context.ts";
import { isLate } from "../errors.ts";
import type { Limits } from "../limits.ts";
import { localeOf } from "../locales/mod.ts";
import { answer, say } from "../reply.ts";
import { createRateLimit, type Verdict } from "./rate_limit.ts";
import { RecentUpdates } from "./recent_updates.ts";

/** Decides whether an update is handled at all, before it waits for its turn. */
export interface Admission {
  /** Judges an update. One that was let in before, and is delivered again, is let in again. */
  judge(update: Update): Verdict;
  /** Says that an update that was let in is complete, or will be delivered again. */
  ended(update: Update, isComplete: boolean): void;
}

/** Makes an admission. What one user sends too much is refused before it can hold up others. */
export function createAdmission(limits: Limits): Admission {
  const rate = createRateLimit(limits);
  const waiting = new Map<number, number>();
  const letIn = new RecentUpdates(limits.now);

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
    if (isComplete) letIn.delete(update.update_id);
    else letIn.add(update.update_id);
  }

  return { judge, ended };
}

/** The user's id. A forged update may hold anything. */
function userIdOf(update: Update): number | undefined {
  const { message, callback_query, inline_query } = update;
  const id = (message ?? callback_query ?? inline_query)?.from?.id;
  return typeof id === "number" ? id : undefined;
}

/**
 * Answers a refused update at once. The first refusal is said in words; of the others only a button's spinner ends. An
 * answer that fails is not tried again. `prepare`: what else its Api needs.
 */
export async function refuse(
  bot: Bot<ShopContext>,
  update: Update,
  verdict: Exclude<Verdict, "allowed">,
  prepare: (api: Api) => void,
): Promise<void> {
  // The bot's own Api would wait as long as a 429 says, and hold up what comes after.
  const api = new Api(bot.token, bot.api.options);
  traceCalls(api);
  prepare(api);
  const ctx = new Context(update, api, bot.botInfo) as ShopContext;
  // The user's own choice of a language is in the database, which is not asked here.
  const text = verdict === "first_refused" ? localeOf(ctx.from?.language_code).slowDown : undefined;
  try {
    if (ctx.callbackQuery !== undefined) await answer(ctx, text, text !== undefined);
    else if (ctx.inlineQuery !== undefined) await findNothing(ctx);
    else if (text !== undefined && ctx.chat?.type === "private") await say(ctx, text);
  } catch (error) {
    const about = { updateId: update.update_id, error: describeError(error) };
    logger("telegram").info("A refusal could not be sent: {error}", about);
  }
}

async function findNothing(ctx: ShopContext): Promise<void> {
  try {
    await ctx.answerInlineQuery([], { cache_time: 0, is_personal: true });
  } catch (error) {
    if (!isLate(error)) throw error;
  }
}
