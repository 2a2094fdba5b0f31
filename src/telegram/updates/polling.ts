import type { Api } from "grammy";
import type { Update } from "grammy/types";
import { describeError, logger } from "../../log.ts";
import { pause } from "../../std/mod.ts";
import { type ApiAccess, createApi } from "../api.ts";
import { isConflict, isUnauthorized, retryAfterMs } from "../errors.ts";
import { drained } from "./drain.ts";
import type { HandleUpdate } from "./update_handler.ts";

/** The kinds of update that the bot handles. Telegram sends no others. */
export const ALLOWED_UPDATES = ["message", "callback_query", "inline_query"] as const;

/** Options of {@link openPolling}. */
export interface PollingOptions {
  /** See {@link createPollingApi}. */
  readonly api: Api;
  readonly handleUpdate: HandleUpdate;
}

const LONG_POLL_SECONDS = 30;
/** How long an answer may take beyond the time that Telegram was asked to wait. */
const ANSWER_SECONDS = 15;
/** How soon to look for other updates while some are being handled. */
const LOOK_AGAIN_MS = 100;
const RETRY_MS = 1000;
/** Telegram may want no call for an hour. One now and then is no flood, and finds out when the wait is over. */
const LONGEST_WAIT_MS = 10_000;

/** Makes the Api that asks for updates: its answers may take long. */
export function createPollingApi(access: ApiAccess): Api {
  return createApi(access, LONG_POLL_SECONDS + ANSWER_SECONDS);
}

/**
 * Asks Telegram for updates, and handles those of different chats at the same time.
 *
 * Telegram forgets an update when a later one is asked for. So we never ask for one later than the first that is not
 * complete: a kill at any moment loses none, because Telegram delivers what was not complete again. Telegram shows 100
 * updates at a time: one that is not complete holds back those that come a hundred later.
 */
export function openPolling(options: PollingOptions): AsyncDisposable {
  const stopped = new AbortController();
  const poller = new Poller(options, stopped.signal);
  const running = poller.run();
  return {
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await running;
      await poller.confirm();
    },
  };
}

class Poller {
  readonly #options: PollingOptions;
  readonly #signal: AbortSignal;
  readonly #inFlight = new Map<number, Promise<void>>();
  /** Updates that were taken and are not complete. Telegram keeps them, because no later one is asked for. */
  readonly #incomplete = new Set<number>();
  #lookAgainMs = LOOK_AGAIN_MS;
  /** One more than the id of the last update that was taken. */
  #next = 0;

  constructor(options: PollingOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    while (!this.#signal.aborted) {
      try {
        const updates = await this.#fetch();
        const taken = updates.filter((update) => this.#take(update)).length;
        await this.#someProgress(taken > 0);
      } catch (error) {
        if (this.#signal.aborted) break;
        this.#report(error);
        const wanted = Math.min(retryAfterMs(error), LONGEST_WAIT_MS);
        await pause(Math.max(RETRY_MS, wanted), this.#signal);
      }
    }
    await drained(this.#inFlight.values());
  }

  /** Tells Telegram what is complete, so that the next process does not get it again. */
  async confirm(): Promise<void> {
    const offset = this.#offset();
    if (offset === 0) return;
    await this.#options.api.getUpdates({ offset, limit: 1, timeout: 0 }).catch((error) => {
      logger("telegram").warn("Updates could not be confirmed: {error}", {
        error: describeError(error),
      });
    });
  }

  /** We ask again whatever the error is: even a revoked token may come back. */
  #report(error: unknown): void {
    const log = logger("telegram");
    const about = { error: describeError(error) };
    if (isUnauthorized(error)) log.error("Telegram refuses the token: {error}", about);
    else if (isConflict(error)) log.warn("Another process polls for this bot: {error}", about);
    else log.warn("Telegram gives no updates; trying again: {error}", about);
  }

  #offset(): number {
    return Math.min(this.#next, ...this.#incomplete);
  }

  async #fetch(): Promise<Update[]> {
    const timeout = this.#inFlight.size === 0 ? LONG_POLL_SECONDS : 0;
    const request = { offset: this.#offset(), timeout, allowed_updates: ALLOWED_UPDATES };
    // grammY's types name a signal of Node's; ours is the same thing.
    const signal = this.#signal as unknown as Parameters<Api["getUpdates"]>[1];
    return await this.#options.api.getUpdates(request, signal);
  }

  /** Takes an update if it is new. While an earlier one is incomplete, Telegram gives those after it again. */
  #take(update: Update): boolean {
    const id = update.update_id;
    if (id < this.#next) return false;
    this.#next = id + 1;
    this.#incomplete.add(id);
    const handled = this.#untilComplete(update).finally(() => this.#inFlight.delete(id));
    this.#inFlight.set(id, handled);
    return true;
  }

  /** An update that cannot be handled before the stop is left to the next process. */
  async #untilComplete(update: Update): Promise<void> {
    try {
      await this.#options.handleUpdate(update, this.#signal);
      this.#incomplete.delete(update.update_id);
    } catch (error) {
      logger("telegram").warn("An update is left to the next process: {error}", {
        error: describeError(error),
      });
    }
  }

  /** Waits until an update is complete, or for a moment: the longer nothing new comes, the longer the moment. */
  async #someProgress(isNew: boolean): Promise<void> {
    this.#lookAgainMs = isNew ? LOOK_AGAIN_MS : Math.min(this.#lookAgainMs * 2, RETRY_MS);
    if (this.#inFlight.size === 0) return;
    await Promise.race([...this.#inFlight.values(), pause(this.#lookAgainMs, this.#signal)]);
  }
}
