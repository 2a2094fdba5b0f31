import type { MiddlewareFn } from "grammy";
import type { ShopContext } from "./context.ts";
import { isLate } from "./errors.ts";
import { localeOf } from "./locales/mod.ts";
import {
  ALLOWANCE,
  type Allowance,
  createRateLimit,
  UNLIMITED,
  type Verdict,
} from "./rate_limit.ts";
import { answer, say } from "./show.ts";
import { createSpacing, type Spacing } from "./spacing.ts";

/** Limits on what one user can make the bot do. */
export interface Limits extends Allowance {
  /** How long a buyer waits until the seller of the same product is told again, in milliseconds. */
  readonly contactEveryMs: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
}

/** Those of a shop that is open to the world. */
export const LIMITS: Limits = {
  ...ALLOWANCE,
  contactEveryMs: 10 * 60_000,
  now: () => performance.now(),
};

/**
 * The limits of a shop, by where its Telegram is: outside of production, the users of a Bot API server on this machine
 * are scripts of a developer's or a test's, and may be as quick as they like.
 */
export function limitsFor(production: boolean, apiRoot: string): Limits {
  const isLocal = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(apiRoot).hostname);
  return isLocal && !production ? { ...LIMITS, ...UNLIMITED } : LIMITS;
}

/**
 * Makes the first step of the bot: a user's updates over the limit go no further, and cost nothing but the answer that
 * says so.
 */
export function createLimiter(limits: Limits): MiddlewareFn<ShopContext> {
  const rate = createRateLimit(limits);
  return async (ctx, next) => {
    if (ctx.from === undefined) return await next();
    const verdict = rate.judge({
      userId: ctx.from.id,
      updateId: ctx.update.update_id,
      albumId: ctx.message?.media_group_id,
    });
    if (verdict === "allowed") return await next();
    await refuse(ctx, verdict);
  };
}

/** Makes the spacing of what sellers are told: one for each buyer and product. */
export function createContactSpacing({ contactEveryMs, now }: Limits): Spacing {
  return createSpacing({ everyMs: contactEveryMs, now });
}

/** The user's choice of a language is not known here: it is in the database. */
async function refuse(ctx: ShopContext, verdict: Exclude<Verdict, "allowed">): Promise<void> {
  const text = verdict === "first_refused" ? localeOf(ctx.from?.language_code).slowDown : undefined;
  if (ctx.callbackQuery !== undefined) return await answer(ctx, text, text !== undefined);
  if (ctx.inlineQuery !== undefined) return await answerNothing(ctx);
  if (text !== undefined && ctx.chat?.type === "private") await say(ctx, text);
}

async function answerNothing(ctx: ShopContext): Promise<void> {
  try {
    await ctx.answerInlineQuery([], { cache_time: 0, is_personal: true });
  } catch (error) {
    if (!isLate(error)) throw error;
  }
}
