import { Bot, type NextFunction } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import { isTimedOut, isUnavailable, loadUserState, saveUsername } from "../postgres/mod.ts";
import { createCooldown } from "../shop/mod.ts";
import { ANSWER_TIMEOUT_SECONDS, type ApiAccess, insist } from "./api.ts";
import type { ShopContext, ShopDeps } from "./context.ts";
import { readDialogue } from "./dialogues/dialogue.ts";
import { createAnswers } from "./features/answers.ts";
import { createBrowse } from "./features/browse.ts";
import { createDeleteProduct } from "./features/delete_product.ts";
import { createFallback } from "./features/fallback.ts";
import { createInline } from "./features/inline.ts";
import { createLanguage } from "./features/language.ts";
import { createMy } from "./features/my.ts";
import { createOperator } from "./features/operator.ts";
import { createSell } from "./features/sell.ts";
import { createStart } from "./features/start.ts";
import { LIMITS } from "./limits.ts";
import { localeOf } from "./locales/mod.ts";
import { updateId } from "./once.ts";
import { answer, answerInTime, say } from "./reply.ts";

/** How the Bot API is reached, and as whom. */
export interface BotConnection extends ApiAccess {
  /** The answer of `getMe`. */
  readonly botInfo: UserFromGetMe;
}

/** Makes the bot with all its features. It handles updates, and does not know where they come from. */
export function createBot(connection: BotConnection, shop: ShopDeps): Bot<ShopContext> {
  const { token, apiRoot, botInfo } = connection;
  const bot = new Bot<ShopContext>(token, {
    botInfo,
    client: { apiRoot, timeoutSeconds: ANSWER_TIMEOUT_SECONDS },
  });
  insist(bot.api);
  bot.use((ctx, next) => enter(ctx, next, shop));
  bot.use(createInline());
  const chat = bot.chatType("private");
  const { contactEveryMs: everyMs, now } = shop.limits ?? LIMITS;
  const browse = createBrowse(createCooldown({ everyMs, now }));
  chat.use(createStart(), createLanguage(), browse, createMy(), createDeleteProduct());
  chat.use(createSell(), createOperator(), createAnswers(), createFallback());
  // In groups the bot says nothing, but the spinner of a button must end.
  bot.on("callback_query", (ctx) => answer(ctx));
  return bot;
}

/** Reads what the bot remembers of the user, in one statement. */
async function enter(ctx: ShopContext, next: NextFunction, shop: ShopDeps): Promise<void> {
  if (ctx.from === undefined) return;
  ctx.shop = shop;
  ctx.userId = ctx.from.id;
  const username = ctx.from.username ?? null;
  const state = await loadUserState(shop.db, ctx.userId, { ...updateId(ctx), username });
  if (state.usernameIsNews) await keepUsername(ctx, username);
  ctx.t = localeOf(state.language, ctx.from.language_code);
  ctx.dialogue = readDialogue(state.dialogue);
  ctx.repeated = state.repeated;
  await next();
}

/** If PostgreSQL cannot do it now, the next update of this user tries again: an answer is more urgent than a name. */
async function keepUsername(ctx: ShopContext, username: string | null): Promise<void> {
  try {
    await saveUsername(ctx.shop.db, ctx.userId, username);
  } catch (error) {
    if (!isUnavailable(error) && !isTimedOut(error)) throw error;
  }
}

/** Tells the user that it did not work: in an alert, or in a message if no button waits for an answer. */
export async function apologize(ctx: ShopContext): Promise<void> {
  const t = ctx.t ?? localeOf(ctx.from?.language_code);
  if (ctx.callbackQuery !== undefined && await answerInTime(ctx, t.failed, true)) return;
  if (ctx.chat?.type === "private") await say(ctx, t.failed);
}
