import { type Bot, BotError, type Transformer } from "grammy";
import type { Update } from "grammy/types";
import { describeError, logger, named } from "../log.ts";
import { pause } from "../pause.ts";
import { createAdmission, refuse } from "./admission.ts";
import { apologize } from "./bot.ts";
import type { ShopContext } from "./context.ts";
import { drained } from "./drain.ts";
import { isNetworkError, isUnreachable } from "./errors.ts";
import type { Limits } from "./limits.ts";

/**
 * Handles an update. Resolves when its effects are complete; rejects when they are not and the same update
 * should be delivered again (PostgreSQL is away). With `stopped`, it waits in its chat's turn until what is away
 * is back, and rejects only when told to stop; without, it is tried a few times.
 */
export type HandleUpdate = (update: Update, stopped?: AbortSignal) => Promise<void>;

/** The one entry for updates. */
export interface UpdateHandler {
  /** Handles an update. */
  readonly handle: HandleUpdate;
  /** Resolves when no update is being handled, or after 5 s: what takes longer is left to the next process. */
  idle(): Promise<void>;
  /**
   * Ends what is being handled still: its calls of the Bot API are given up at once, and it rejects. Resolves when all of
   * it has ended.
   */
  end(): Promise<void>;
}

/** What {@link createUpdateHandler} needs besides the bot. */
export interface UpdateHandlerOptions {
  /** On what one user can make the bot do. */
  readonly limits: Limits;
  /** Whether an error says that the same update may succeed later. */
  readonly isTransient: (error: unknown) => boolean;
  /** Whether an error is worth a few attempts, and no more. Of those of Telegram's network it is known. */
  readonly isTimedOut?: (error: unknown) => boolean;
  /** The first pause when Telegram cannot be reached; doubled each time. 500 ms if absent. */
  readonly firstPauseMs?: number;
}

/** How often an update is tried while what it needs cannot be reached. */
const ATTEMPTS = 4;
const LONGEST_PAUSE_MS = 5000;
/** Updates that are complete and still recognised: more than Telegram hands out at once, or delivers again. */
const REMEMBERED = 1000;

/**
 * Makes the one entry for updates, whether Telegram calls us or we ask it: updates of one chat are handled one
 * after the other in the order they come, those of different chats at the same time, and an update that is
 * delivered again is not handled twice. What is over the limit is refused when it comes, and waits for nothing.
 */
export function createUpdateHandler(
  bot: Bot<ShopContext>,
  options: UpdateHandlerOptions,
): UpdateHandler {
  const inFlight = new Map<number, Promise<void>>();
  const complete = new Set<number>();
  const inOrder = createTurns();
  const admission = createAdmission(options.limits);
  const ended = new AbortController();
  const endsCalls = untilAborted(ended.signal);
  bot.api.config.use(endsCalls);

  async function take(update: Update, stopped: AbortSignal | undefined): Promise<void> {
    const verdict = admission.judge(update);
    if (verdict !== "allowed") return await refuse(bot, update, verdict, endsCalls);
    let isComplete = false;
    try {
      await inOrder(chatKey(update), () => handle(bot, update, options, ended.signal, stopped));
      isComplete = true;
    } finally {
      admission.ended(update, isComplete);
    }
  }

  const enter: HandleUpdate = (update, stopped) => {
    const id = update.update_id;
    if (complete.has(id)) return Promise.resolve();
    const running = inFlight.get(id);
    if (running !== undefined) return running;
    const handled = take(update, stopped)
      .then(() => remember(complete, id))
      .finally(() => inFlight.delete(id));
    inFlight.set(id, handled);
    return handled;
  };
  const end = async () => {
    ended.abort();
    await Promise.allSettled(inFlight.values());
  };
  return { handle: enter, idle: () => drained(inFlight.values()), end };
}

/** Ends a call that waits, for an answer or because of a 429, when the signal is aborted. */
function untilAborted(signal: AbortSignal): Transformer {
  // grammY's types name a signal of Node's; ours is the same thing.
  type Given = Parameters<Transformer>[3];
  return (call, method, payload, given) => {
    const both = given === undefined ? signal : AbortSignal.any([signal, given as AbortSignal]);
    return call(method, payload, both as Given);
  };
}

function remember(complete: Set<number>, id: number): void {
  complete.add(id);
  const [oldest] = complete;
  if (complete.size > REMEMBERED && oldest !== undefined) complete.delete(oldest);
}

/**
 * Runs works of one key one after the other. When one rejects, those that wait behind it reject too: delivered
 * again, they keep their order.
 */
function createTurns() {
  const last = new Map<string, Promise<void>>();
  return (key: string, work: () => Promise<void>): Promise<void> => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work);
    last.set(key, turn);
    const leave = () => {
      if (last.get(key) === turn) last.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  };
}

/**
 * What an update does to the database is done once, so that it can be tried again while PostgreSQL or Telegram is
 * away; an answer that comes twice is better than none.
 */
async function handle(
  bot: Bot<ShopContext>,
  update: Update,
  { isTransient, isTimedOut = () => false, firstPauseMs = 500 }: UpdateHandlerOptions,
  ended: AbortSignal,
  stopped?: AbortSignal,
): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await bot.handleUpdate(update);
    } catch (thrown) {
      const error = thrown instanceof BotError ? thrown.error : thrown;
      if (ended.aborted) throw error;
      const isLast = attempt >= ATTEMPTS;
      if (isTransient(error)) {
        if (stopped === undefined ? isLast : stopped.aborted) throw error;
      } else if (!isNetworkError(error) && !isTimedOut(error) || isLast) {
        return await giveUp(update, error, thrown instanceof BotError ? thrown.ctx : undefined);
      }
      if (attempt === 1) {
        const about = { updateId: update.update_id, error: describeError(error) };
        logger("telegram").warn("An update waits: {error}", named("update_waits", about));
      }
    }
    await pause(Math.min(firstPauseMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS), stopped ?? ended);
  }
}

async function giveUp(update: Update, error: unknown, ctx: unknown): Promise<void> {
  const log = logger("telegram");
  const about = { updateId: update.update_id, error: describeError(error) };
  if (isUnreachable(error)) return log.info("A user is out of reach: {error}", about);
  log.error("An update failed: {error}", about);
  if (ctx === undefined) return;
  await apologize(ctx as ShopContext).catch((failure) => {
    log.warn("The apology failed: {error}", { ...about, error: describeError(failure) });
  });
}

/** What must stay in order: a private chat, else its user. */
function chatKey(update: Update): string {
  const chat = update.message?.chat ?? update.edited_message?.chat ??
    update.callback_query?.message?.chat;
  const user = update.callback_query?.from ?? update.inline_query?.from ??
    update.chosen_inline_result?.from;
  // Telegram sends no null; a forged update that does must not be answered as a failure of ours, to be sent again.
  return chat ? `chat ${chat.id}` : `user ${user?.id ?? "none"}`;
}
