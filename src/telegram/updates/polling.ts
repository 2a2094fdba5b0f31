import type { Api } from "grammy";
import type { Update } from "grammy/types";
import { DEADLINES } from "../../deadlines.ts";
import { describeError, logger, named } from "../../log.ts";
import { pause, within } from "../../std/mod.ts";
import { type ApiAccess, createApi } from "../api.ts";
import { isConflict, isUnauthorized, retryAfterMs } from "../errors.ts";
import { drained } from "./drain.ts";
import type { Inbox } from "./inbox.ts";
import { type Delivery, Offset } from "./offset.ts";
import type { HandleUpdate } from "./update_handler.ts";

/** The kinds of update that the bot handles. Telegram sends no others. */
export const ALLOWED_UPDATES = ["message", "callback_query", "inline_query"] as const;

/** Options of {@link openPolling}. */
export interface PollingOptions {
  /** See {@link createPollingApi}. */
  readonly api: Api;
  readonly handleUpdate: HandleUpdate;
  /** Keeps what is being handled. Without it, only Telegram keeps that, and is asked for it again and again. */
  readonly inbox?: Inbox;
}

/** Takes updates until disposal. */
export interface Polling extends AsyncDisposable {
  /** The time since Telegram last answered, in milliseconds. */
  idleMs(): number;
}

const LONG_POLL_SECONDS = 30;
/** As many updates are handled at once, and no more are asked for. Telegram shows as many to one who confirms none. */
const MOST = 100;
/** How soon to look for other updates while some are being handled that only Telegram keeps. */
const LOOK_AGAIN_MS = 100;
const RETRY_MS = 1000;
/** An answer that comes sooner, and brings nothing new to one who would have waited, may come in a tight loop. */
const QUICK_MS = 1000;
/** The longest pause after such answers. A new update waits for it too. */
const LONGEST_PAUSE_MS = 5000;
/** Telegram may want no call for an hour. One now and then is no flood, and finds out when the wait is over. */
const LONGEST_WAIT_MS = 10_000;

/** Makes the Api that asks for updates: its answers may take long. */
export function createPollingApi(access: ApiAccess): Api {
  return createApi(access, DEADLINES.updates.ms / 1000);
}

/**
 * Asks Telegram for updates, and handles those of different chats at the same time.
 *
 * Telegram forgets an update when a later one is asked for. So we never ask for one later than the first that is neither
 * complete nor in the inbox: a kill at any moment loses none. With all of them in the inbox, a request waits at Telegram
 * for the next update at any time. While PostgreSQL is away, Telegram shows 100 updates at a time: one that is not
 * complete holds back those that come a hundred later.
 */
export function openPolling(options: PollingOptions): Polling {
  const stopped = new AbortController();
  const poller = new Poller(options, stopped.signal);
  const running = poller.run();
  return {
    idleMs: () => performance.now() - poller.answeredMs,
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await running;
      await poller.confirm();
    },
  };
}

class Poller {
  /** When Telegram last answered, or the start. */
  answeredMs = performance.now();
  readonly #options: PollingOptions;
  readonly #signal: AbortSignal;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #offset = new Offset();
  #pauseMs = LOOK_AGAIN_MS;
  /** The log has said that the answers bring nothing new. */
  #isFruitless = false;

  constructor(options: PollingOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    while (!this.#signal.aborted) {
      try {
        await this.#round();
      } catch (error) {
        if (this.#signal.aborted) break;
        this.#report(error);
        const wanted = Math.min(retryAfterMs(error), LONGEST_WAIT_MS);
        await pause(Math.max(RETRY_MS, wanted), this.#signal);
      }
    }
    await drained(this.#inFlight);
  }

  /** Tells Telegram what is complete, so that the next process does not get it again. */
  async confirm(): Promise<void> {
    const offset = this.#offset.next();
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

  async #round(): Promise<void> {
    const running = this.#inFlight.size;
    // What an earlier process has left takes room too.
    const room = MOST - Math.max(0, (this.#options.inbox?.open ?? 0) - running);
    const isPatient = running === 0 || this.#offset.isSafe();
    if (isPatient && running >= room) return await this.#untilRoom();
    const startedMs = performance.now();
    const updates =
      await (isPatient
        ? this.#fetch(LONG_POLL_SECONDS, room - running)
        : this.#fetch(0, Math.max(room, 1)));
    const isQuick = performance.now() - startedMs < QUICK_MS;
    const deliveries = updates.map((update) => this.#take(update));
    const fresh = updates.filter((_, index) => deliveries[index] === "new");
    this.#sayIfRestarted(fresh);
    if (fresh.length > 0) return await this.#progress(fresh);
    const isFruitless = deliveries.includes("again") || isPatient && isQuick;
    await (isFruitless ? this.#fruitless(updates.length) : this.#nothingNew());
  }

  async #fetch(timeout: number, limit: number): Promise<Update[]> {
    const offset = this.#offset.next();
    const confirmed = this.#offset.confirmedBy(offset);
    const request = { offset, limit, timeout, allowed_updates: ALLOWED_UPDATES };
    const updates = await within(
      DEADLINES.updates.ms,
      // grammY's types name a signal of Node's; ours is the same thing.
      (signal) => this.#options.api.getUpdates(request, signal as never),
      this.#signal,
    );
    this.answeredMs = performance.now();
    this.#offset.forget(confirmed);
    return updates;
  }

  /** Handles an update, unless it is being handled, or is complete: Telegram gives those after an incomplete one again. */
  #take(update: Update): Delivery {
    const delivery = this.#offset.take(update);
    if (delivery === "known") return delivery;
    const handled = this.#handle(update).finally(() => this.#inFlight.delete(handled));
    this.#inFlight.add(handled);
    return delivery;
  }

  /** An update that cannot be handled before the stop is left to the next process. */
  async #handle(update: Update): Promise<void> {
    try {
      await this.#options.handleUpdate(update, this.#signal);
      this.#offset.ended(update, "complete");
      void this.#options.inbox?.complete(update);
    } catch (error) {
      this.#offset.ended(update, "failed");
      // At the stop, the inbox leaves all that is open to the next process.
      if (!this.#signal.aborted) void this.#options.inbox?.failed(update);
      logger("telegram").warn("An update is left for later: {error}", {
        error: describeError(error),
      });
    }
  }

  #sayIfRestarted(fresh: readonly Update[]): void {
    const restart = this.#offset.restarts(fresh);
    if (restart === undefined) return;
    const about = named("update_ids_restarted", restart);
    logger("telegram").info("Telegram counts its updates anew: after {from} came {to}", about);
  }

  async #progress(fresh: readonly Update[]): Promise<void> {
    this.#pauseMs = LOOK_AGAIN_MS;
    this.#isFruitless = false;
    const { inbox } = this.#options;
    if (inbox === undefined) return await this.#untilSomeEnds();
    const saving = inbox.save(fresh).then((isSaved) => isSaved && this.#offset.saved(fresh));
    // What is complete need not be saved: a slow PostgreSQL does not hold the next request back.
    const handled = Promise.all(this.#inFlight);
    await Promise.race([saving, handled, pause(LOOK_AGAIN_MS, this.#signal)]);
    if (!this.#offset.isSafe()) await this.#untilSomeEnds();
  }

  /** Nothing is asked for while there is no room. That is no silence of Telegram. */
  async #untilRoom(): Promise<void> {
    await Promise.race([...this.#inFlight, pause(this.#pauseMs, this.#signal)]);
    this.answeredMs = performance.now();
  }

  /** The longer nothing new comes, the longer the wait. */
  async #nothingNew(): Promise<void> {
    this.#isFruitless = false;
    this.#pauseMs = Math.min(this.#pauseMs * 2, RETRY_MS);
    await this.#untilSomeEnds();
  }

  /** Waits until an update is complete, or for a moment. */
  async #untilSomeEnds(): Promise<void> {
    if (this.#inFlight.size === 0) return;
    await Promise.race([...this.#inFlight, pause(this.#pauseMs, this.#signal)]);
  }

  /** Telegram, or what stands between, answers at once and brings nothing new. Whatever the reason, we do not loop. */
  async #fruitless(updates: number): Promise<void> {
    if (!this.#isFruitless) {
      const about = named("polling_fruitless", { updates, offset: this.#offset.next() });
      logger("telegram").warn("Telegram answers, but gives nothing new; slowing down", about);
    }
    this.#isFruitless = true;
    await pause(this.#pauseMs, this.#signal);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
