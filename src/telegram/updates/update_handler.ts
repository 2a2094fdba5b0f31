import { type Api, type Bot, BotError } from "grammy";
import type { Update } from "grammy/types";
import { describeError, logger, named } from "../../log.ts";
import { retry } from "../../std/mod.ts";
import { tracedRoot } from "../../traces.ts";
import { apologize } from "../bot.ts";
import type { ShopContext } from "../context.ts";
import { isNetworkError, isUnreachable } from "../errors.ts";
import type { Limits } from "../limits.ts";
import { createAdmission, refuse } from "./admission.ts";
import { drained } from "./drain.ts";
import { endCallsOn } from "./end_calls.ts";
import { RecentUpdates } from "./recent_updates.ts";
import { createTurns } from "./turns.ts";

/**
 * Handles an update. Resolves when its effects are complete. Rejects when they are not and Telegram should deliver the
 * same update again, because PostgreSQL is away. With `stopped`, the update waits in its chat's turn until PostgreSQL is
 * back, and rejects only when told to stop. Without, it is tried a few times.
 */
export type HandleUpdate = (update: Update, stopped?: AbortSignal) => Promise<void>;

/** The one entry for updates. */
export interface UpdateHandler {
  readonly handle: HandleUpdate;
  /** How long the oldest update that is not complete has been handled, in milliseconds; 0 if there is none. */
  oldestMs(): number;
  /** Resolves when no update is being handled, or after 5 s. The next process gets what takes longer. */
  idle(): Promise<void>;
  /** Gives up the calls that updates still wait for, so that these reject. Resolves when all of them have ended. */
  end(): Promise<void>;
}

/** Options of {@link createUpdateHandler}. */
export interface UpdateHandlerOptions {
  readonly limits: Limits;
  /** Whether an error says that the same update will succeed when something is back. */
  readonly isTransient: (error: unknown) => boolean;
  /** Whether an error is worth a few attempts, as Telegram's network errors are. */
  readonly isTimedOut?: (error: unknown) => boolean;
  /** Watches the Api that answers what is refused. */
  readonly watch?: (api: Api) => void;
  /** The pause after the first failure. It doubles each time; 500 ms if absent. */
  readonly firstPauseMs?: number;
}

/** How often an update is tried. */
const ATTEMPTS = 4;
const LONGEST_PAUSE_MS = 5000;

/**
 * Makes the one entry for updates, from polling or from a webhook. Updates of one chat are handled one after the other in
 * the order they come, those of different chats at the same time. An update that is delivered again is not handled twice.
 * An update over the limit is refused when it comes, and waits for nothing.
 */
export function createUpdateHandler(
  bot: Bot<ShopContext>,
  options: UpdateHandlerOptions,
): UpdateHandler {
  const inFlight = new Map<number, Promise<void>>();
  /** When each update was taken, the oldest first. */
  const takenMs = new Map<number, number>();
  const complete = new RecentUpdates(options.limits.now);
  const inOrder = createTurns();
  const admission = createAdmission(options.limits);
  const ended = new AbortController();
  const endCalls = endCallsOn(ended.signal);
  bot.api.config.use(endCalls);
  const prepare = (api: Api) => {
    options.watch?.(api);
    api.config.use(endCalls);
  };

  async function take(update: Update, stopped: AbortSignal | undefined): Promise<void> {
    const verdict = admission.judge(update);
    if (verdict !== "allowed") return await refuse(bot, update, verdict, prepare);
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
    const about = { "telegram.update_id": id };
    const handled = tracedRoot(`update ${kindOf(update)}`, about, () => take(update, stopped))
      .then(() => complete.add(id))
      .finally(() => {
        inFlight.delete(id);
        takenMs.delete(id);
      });
    inFlight.set(id, handled);
    takenMs.set(id, performance.now());
    return handled;
  };
  const end = async () => {
    ended.abort();
    await Promise.allSettled(inFlight.values());
  };
  const oldestMs = () => {
    const [oldest] = takenMs.values();
    return oldest === undefined ? 0 : performance.now() - oldest;
  };
  return { handle: enter, oldestMs, idle: () => drained(inFlight.values()), end };
}

/**
 * Handles one update, and tries it again while PostgreSQL or Telegram is away. Its effects on the database happen once;
 * an answer that comes twice is better than none.
 */
async function handle(
  bot: Bot<ShopContext>,
  update: Update,
  options: UpdateHandlerOptions,
  ended: AbortSignal,
  stopped?: AbortSignal,
): Promise<void> {
  const { isTransient, isTimedOut = () => false, firstPauseMs = 500 } = options;
  // An update whose turn comes after the stop is tried a few times too.
  const waits = stopped !== undefined && !stopped.aborted;
  const maxAttempts = waits ? Infinity : ATTEMPTS;
  let attempts = 0;
  let failure: unknown;
  const mayPass = (thrown: unknown) => {
    failure = thrown;
    if (ended.aborted) return false;
    const error = unwrap(thrown);
    return isTransient(error) ||
      (isNetworkError(error) || isTimedOut(error)) && attempts < ATTEMPTS;
  };
  try {
    await retry(
      async (number) => {
        attempts = number;
        await bot.handleUpdate(update);
      },
      { maxAttempts, firstPauseMs, longestPauseMs: LONGEST_PAUSE_MS },
      {
        isTransient: mayPass,
        signal: waits ? stopped : ended,
        onRetry: (thrown, number) => number === 1 && reportWait(update, unwrap(thrown)),
      },
    );
  } catch (thrown) {
    const wasStopped = thrown !== failure || ended.aborted;
    if (wasStopped || isTransient(unwrap(failure))) throw unwrap(failure ?? thrown);
    await giveUp(update, failure);
  }
}

/** grammY wraps what a handler throws. */
function unwrap(thrown: unknown): unknown {
  return thrown instanceof BotError ? thrown.error : thrown;
}

function reportWait(update: Update, error: unknown): void {
  const about = { updateId: update.update_id, error: describeError(error) };
  logger("telegram").warn("An update waits: {error}", named("update_waits", about));
}

async function giveUp(update: Update, failure: unknown): Promise<void> {
  const log = logger("telegram");
  const error = unwrap(failure);
  const about = { updateId: update.update_id, error: describeError(error) };
  if (isUnreachable(error)) return log.info("A user is out of reach: {error}", about);
  log.error("An update failed: {error}", about);
  if (!(failure instanceof BotError)) return;
  await apologize(failure.ctx as ShopContext).catch((error) => {
    log.warn("The apology failed: {error}", { ...about, error: describeError(error) });
  });
}

/** What came. A forged update may hold anything. */
function kindOf(update: Update): string {
  const kinds = ["message", "callback_query", "inline_query"] as const;
  return kinds.find((kind) => kind in update) ?? "of another kind";
}

/** The key of what must stay in order: a private chat, else a user. A forged update may hold anything for an id. */
function chatKey({ message, callback_query, inline_query }: Update): string {
  const chat = message?.chat ?? callback_query?.message?.chat;
  const user = (callback_query ?? inline_query)?.from;
  const [kind, id] = chat ? ["chat", chat.id] : ["user", user?.id];
  return `${kind} ${typeof id === "number" ? id : "none"}`;
}
