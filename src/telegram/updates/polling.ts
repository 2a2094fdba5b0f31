import type { Api } from "grammy";
import type { Update } from "grammy/types";
import { describeError, logger } from "../../log.ts";
import { pause } from "../../std/mod.ts";
import { type ApiAccess, createApi } from "../api.ts";
import { drained } from "./drain.ts";
import { isConflict, isUnauthorized, retryAfterMs } from "../errors.ts";
import type { HandleUpdate } from "./updates.ts";

/** The kinds of update that the bot handles; Telegram sends no others. */
export const ALLOWED_UPDATES = [
  "message",
  "callback_query",
  "inline_query",
] as const;

/** What {@link openPolling} needs. */
export interface PollingOptions {
  /** Asks for updates. */
  readonly api: Api;
  /** Takes each. */
  readonly handleUpdate: HandleUpdate;
}

const LONG_POLL_SECONDS = 30;
/** Beyond the time that Telegram was asked to wait. */
const ANSWER_SECONDS = 15;
/** While updates are handled: how often to look for others meanwhile. */
const LOOK_AGAIN_MS = 100;
const RETRY_MS = 1000;
/** Telegram may want no question for an hour: one now and then is no flood, and finds out when it is lifted. */
const LONGEST_WAIT_MS = 10_000;

/** Makes what asks for updates: the answer may take long. */
export function createPollingApi(access: ApiAccess): Api {
  return createApi(access, LONG_POLL_SECONDS + ANSWER_SECONDS);
}

/**
 * Asks Telegram for updates and handles those of different chats at the same time.
 *
 * Telegram forgets an update only when a later one is asked for. We ask for none later than the first that is
 * not complete, so that a kill at any moment loses none: what was not complete is delivered again. Telegram shows 100
 * at a time: one that is not complete holds back what comes a hundred after it.
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
  /** Updates that were taken and are not complete: no later one is asked for, so that Telegram keeps them. */
  readonly #incomplete = new Set<number>();
  #lookAgainMs = LOOK_AGAIN_MS;
  /** One more than the last update that was taken. */
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

  /** Tells Telegram what is complete, so that the next process is not given it again. */
  async confirm(): Promise<void> {
    const offset = this.#offset();
    if (offset === 0) return;
    await this.#options.api.getUpdates({ offset, limit: 1, timeout: 0 }).catch((error) => {
      logger("telegram").warn("Updates could not be confirmed: {error}", {
        error: describeError(error),
      });
    });
  }

  /** A token that is revoked may be given back: whatever it is, we ask again. */
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

  /** Whether it is a new one: while an earlier one is incomplete, Telegram gives those after it again. */
  #take(update: Update): boolean {
    const id = update.update_id;
    if (id < this.#next) return false;
    this.#next = id + 1;
    this.#incomplete.add(id);
    const handled = this.#untilComplete(update).finally(() => this.#inFlight.delete(id));
    this.#inFlight.set(id, handled);
    return true;
  }

  /** Told to stop, it leaves an update that cannot be handled now to the next process. */
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

  /** The longer nothing new comes, the more seldom it looks again. */
  async #someProgress(newOnes: boolean): Promise<void> {
    this.#lookAgainMs = newOnes ? LOOK_AGAIN_MS : Math.min(this.#lookAgainMs * 2, RETRY_MS);
    if (this.#inFlight.size === 0) return;
    await Promise.race([...this.#inFlight.values(), pause(this.#lookAgainMs, this.#signal)]);
  }
}
