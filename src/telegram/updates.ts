import { type Bot, BotError } from "grammy";
import type { Update } from "grammy/types";
import { describeError, logger } from "../log.ts";
import { apologize } from "./bot.ts";
import type { ShopContext } from "./context.ts";
import { isUnreachable } from "./errors.ts";

/**
 * Handles an update. Resolves when its effects are complete; rejects when they are not and the same update
 * should be delivered again (PostgreSQL is away).
 */
export type HandleUpdate = (update: Update) => Promise<void>;

/** The one entry for updates. */
export interface UpdateHandler {
  /** Handles an update. */
  readonly handle: HandleUpdate;
  /** Resolves when no update is being handled. */
  idle(): Promise<void>;
}

/** What {@link createUpdateHandler} needs besides the bot. */
export interface UpdateHandlerOptions {
  /** Whether an error says that the same update may succeed later. */
  readonly isTransient: (error: unknown) => boolean;
}

/**
 * Makes the one entry for updates, whether Telegram calls us or we ask it: updates of one chat are handled one
 * after the other in the order they come, those of different chats at the same time, and an update that is
 * delivered again while it is handled is not handled twice.
 */
export function createUpdateHandler(
  bot: Bot<ShopContext>,
  options: UpdateHandlerOptions,
): UpdateHandler {
  const inFlight = new Map<number, Promise<void>>();
  const chats = new Map<string, Promise<void>>();

  const inOrder = (key: string, work: () => Promise<void>): Promise<void> => {
    const turn = (chats.get(key) ?? Promise.resolve()).then(work, work);
    const settled = turn.catch(() => {}).finally(() => {
      if (chats.get(key) === settled) chats.delete(key);
    });
    chats.set(key, settled);
    return turn;
  };

  const enter: HandleUpdate = (update) => {
    const running = inFlight.get(update.update_id);
    if (running !== undefined) return running;
    const handled = inOrder(chatKey(update), () => handle(bot, update, options))
      .finally(() => inFlight.delete(update.update_id));
    inFlight.set(update.update_id, handled);
    return handled;
  };
  return { handle: enter, idle: async () => void await Promise.allSettled(inFlight.values()) };
}

async function handle(
  bot: Bot<ShopContext>,
  update: Update,
  { isTransient }: UpdateHandlerOptions,
): Promise<void> {
  try {
    await bot.handleUpdate(update);
  } catch (thrown) {
    const error = thrown instanceof BotError ? thrown.error : thrown;
    if (isTransient(error)) throw error;
    const log = logger("telegram");
    const about = { updateId: update.update_id, error: describeError(error) };
    if (isUnreachable(error)) return log.info("A user is out of reach: {error}", about);
    log.error("An update failed: {error}", about);
    if (!(thrown instanceof BotError)) return;
    await apologize(thrown.ctx as ShopContext).catch((failure) => {
      log.warn("The apology failed: {error}", { ...about, error: describeError(failure) });
    });
  }
}

/** What must stay in order: a private chat, else its user. */
function chatKey(update: Update): string {
  const chat = update.message?.chat ?? update.edited_message?.chat ??
    update.callback_query?.message?.chat;
  const user = update.callback_query?.from ?? update.inline_query?.from ??
    update.chosen_inline_result?.from;
  return chat !== undefined ? `chat ${chat.id}` : `user ${user?.id ?? "none"}`;
}
