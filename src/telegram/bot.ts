import { Bot, type NextFunction } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import { loadUserState } from "../postgres/mod.ts";
import { ANSWER_TIMEOUT_SECONDS, type ApiAccess, waitWhenAsked } from "./api.ts";
import type { ShopContext, ShopDeps } from "./context.ts";
import { readDialogue } from "./dialogues/dialogue.ts";
import { updateId } from "./dialogues/store.ts";
import { createAnswers } from "./features/answers.ts";
import { createBrowse } from "./features/browse.ts";
import { createFallback } from "./features/fallback.ts";
import { createInline } from "./features/inline.ts";
import { createLanguage } from "./features/language.ts";
import { createMy } from "./features/my.ts";
import { createOperator } from "./features/operator.ts";
import { createSell } from "./features/sell.ts";
import { createStart } from "./features/start.ts";
import { createContactSpacing, LIMITS } from "./limits.ts";
import { localeOf } from "./locales/mod.ts";
import { answer, answerInTime, say } from "./show.ts";

/** How the Bot API is reached, and as whom. */
export interface BotConnection extends ApiAccess {
  /** What `getMe` said: the bot is initialised with it. */
  readonly botInfo: UserFromGetMe;
}

/** Makes the bot with all its features. It handles updates; where they come from is the caller's matter. */
export function createBot(connection: BotConnection, shop: ShopDeps): Bot<ShopContext> {
  const { token, apiRoot, botInfo } = connection;
  const bot = new Bot<ShopContext>(token, {
    botInfo,
    client: { apiRoot, timeoutSeconds: ANSWER_TIMEOUT_SECONDS },
  });
  waitWhenAsked(bot.api);
  bot.use((ctx, next) => enter(ctx, next, shop));
  bot.use(createInline());
  const chat = bot.chatType("private");
  const browse = createBrowse(createContactSpacing(shop.limits ?? LIMITS));
  chat.use(createStart(), createLanguage(), browse, createMy(), createSell());
  chat.use(createOperator(), createAnswers(), createFallback());
  // Elsewhere the bot says nothing, but a button's spinner must end.
  bot.on("callback_query", (ctx) => answer(ctx));
  return bot;
}

/** Reads in one statement what the bot remembers of the user. */
async function enter(ctx: ShopContext, next: NextFunction, shop: ShopDeps): Promise<void> {
  if (ctx.from === undefined) return;
  ctx.shop = shop;
  ctx.userId = ctx.from.id;
  const state = await loadUserState(shop.db, ctx.userId, updateId(ctx));
  ctx.t = localeOf(state.language, ctx.from.language_code);
  ctx.dialogue = readDialogue(state.dialogue);
  ctx.repeated = state.repeated;
  await next();
}

/** Tells the user that it did not work; in a message where the button's spinner has ended already. */
export async function apologize(ctx: ShopContext): Promise<void> {
  const t = ctx.t ?? localeOf(ctx.from?.language_code);
  if (ctx.callbackQuery !== undefined && await answerInTime(ctx, t.failed, true)) return;
  if (ctx.chat?.type === "private") await say(ctx, t.failed);
}
