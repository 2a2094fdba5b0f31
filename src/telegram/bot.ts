import { Bot } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import { createCooldown } from "../shop/mod.ts";
import { ANSWER_TIMEOUT_SECONDS, type ApiAccess, insist, traceCalls } from "./api.ts";
import type { ShopContext, ShopDeps } from "./context.ts";
import { createAnswers } from "./features/answers.ts";
import { createAsidePhotos } from "./features/aside_photos.ts";
import { createContact } from "./features/contact.ts";
import { createDeleteProduct } from "./features/delete_product.ts";
import { createDraftPictures } from "./features/draft_pictures.ts";
import { createFallback } from "./features/fallback.ts";
import { createInline } from "./features/inline.ts";
import { createLanguage } from "./features/language.ts";
import { createMy } from "./features/my.ts";
import { createMyPictures } from "./features/my_pictures.ts";
import { createOffSale } from "./features/off_sale.ts";
import { createOperator } from "./features/operator.ts";
import { createSearch } from "./features/search.ts";
import { createSell } from "./features/sell.ts";
import { createStart } from "./features/start.ts";
import { createViews } from "./features/views.ts";
import { LIMITS } from "./limits.ts";
import { meet } from "./look_up.ts";
import { localeOf } from "./locales/mod.ts";
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
  traceCalls(bot.api);
  insist(bot.api);
  bot.use(async (ctx, next) => {
    if (ctx.from === undefined) return;
    ctx.shop = shop;
    ctx.userId = ctx.from.id;
    await next();
  });
  // A view reads by itself what the bot remembers of the user: in the statement that finds what it shows.
  bot.chatType("private").use(createViews());
  bot.use(async (ctx, next) => {
    await meet(ctx);
    await next();
  });
  bot.use(createInline());
  const chat = bot.chatType("private");
  const { contactEveryMs: everyMs, now } = shop.limits ?? LIMITS;
  const contact = createContact(createCooldown({ everyMs, now }));
  chat.use(
    createStart(),
    createLanguage(),
    contact,
    createMy(),
    createOffSale(),
    createDeleteProduct(),
  );
  chat.use(createDraftPictures(), createMyPictures(), createAsidePhotos());
  chat.use(createSell(), createOperator(), createAnswers(), createSearch(), createFallback());
  // In groups the bot says nothing, but the spinner of a button must end.
  bot.on("callback_query", (ctx) => answer(ctx));
  return bot;
}

/** Tells the user that it did not work: in an alert, or in a message if no button waits for an answer. */
export async function apologize(ctx: ShopContext): Promise<void> {
  const t = ctx.t ?? localeOf(ctx.from?.language_code);
  if (ctx.callbackQuery !== undefined && await answerInTime(ctx, t.failed, true)) return;
  if (ctx.chat?.type === "private") await say(ctx, t.failed);
}
