import { unixSeconds } from "../state/clock.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, QueuedUpdate, WebhookRecord } from "../state/records.ts";

const ANSWER_WITHIN_MS = 60_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 30_000;

/** Executes the method that a webhook's answer names. */
export type ReplyHandler = (bot: BotRecord, method: string, params: object) => Promise<void>;

/**
 * Sends updates to webhooks and repeats each until the webhook answers 2xx. Updates of one user are sent in order, one
 * after another. A failing update of one user does not delay other users.
 */
export class WebhookDelivery {
  readonly #platform: Platform;
  readonly #reply: ReplyHandler;
  readonly #busy = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #stop = new AbortController();

  constructor(platform: Platform, reply: ReplyHandler) {
    this.#platform = platform;
    this.#reply = reply;
    platform.updates.onEnqueue((botId) => this.pump(botId));
  }

  /** Starts every delivery that is possible now. Called for each new update and each new webhook. */
  pump(botId: number): void {
    const webhook = this.#platform.state.webhooks.get(String(botId));
    if (webhook === undefined || this.#stop.signal.aborted) return;
    for (const update of this.#platform.updates.pending(botId)) {
      const lane = `${botId}:${update.userId}`;
      if (this.#busy.has(lane) || this.#busyLanes(botId) >= webhook.maxConnections) continue;
      this.#busy.add(lane);
      const delivery = this.#deliver(webhook, update, lane);
      this.#running.add(delivery);
      delivery.finally(() => this.#running.delete(delivery));
    }
  }

  /** Aborts the running deliveries and waits for their end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.allSettled(this.#running);
  }

  #busyLanes(botId: number): number {
    return [...this.#busy].filter((lane) => lane.startsWith(`${botId}:`)).length;
  }

  async #deliver(webhook: WebhookRecord, update: QueuedUpdate, lane: string): Promise<void> {
    const failure = await this.#post(webhook, update);
    if (failure === undefined) {
      this.#failures.delete(lane);
      this.#platform.updates.forget(update);
      this.#platform.signal.notify();
      this.#free(lane, update.botId);
    } else if (!this.#stop.signal.aborted) {
      this.#noteFailure(update.botId, failure);
      this.#retryLater(lane, update.botId);
    }
  }

  /** Sends one update. Returns the failure; undefined when the webhook took the update. */
  async #post(webhook: WebhookRecord, update: QueuedUpdate): Promise<string | undefined> {
    const headers = new Headers({ "content-type": "application/json" });
    if (webhook.secretToken !== undefined) {
      headers.set("x-telegram-bot-api-secret-token", webhook.secretToken);
    }
    const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
    try {
      const response = await fetch(webhook.url, {
        method: "POST",
        headers,
        body: JSON.stringify({ update_id: update.updateId, ...update.body }),
        signal: AbortSignal.any([this.#stop.signal, timeout]),
      });
      const body = await response.text();
      if (!response.ok) {
        return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      }
      await this.#obey(update.botId, body);
      return;
    } catch {
      return timeout.aborted ? "Read timeout expired" : "Connection refused";
    }
  }

  /** Executes the method call that a webhook may answer with. */
  async #obey(botId: number, body: string): Promise<void> {
    const bot = this.#platform.state.bots.get(String(botId));
    const { method, ...params } = parseObject(body);
    if (bot !== undefined && typeof method === "string") await this.#reply(bot, method, params);
  }

  #noteFailure(botId: number, lastErrorMessage: string): void {
    const webhook = this.#platform.state.webhooks.get(String(botId));
    if (webhook === undefined) return;
    const lastErrorAt = unixSeconds(this.#platform.clock.now());
    this.#platform.state.webhooks.set(String(botId), { ...webhook, lastErrorAt, lastErrorMessage });
    this.#platform.signal.notify();
  }

  #retryLater(lane: string, botId: number): void {
    const failures = (this.#failures.get(lane) ?? 0) + 1;
    this.#failures.set(lane, failures);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#free(lane, botId);
    }, Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS));
    this.#timers.add(timer);
  }

  #free(lane: string, botId: number): void {
    this.#busy.delete(lane);
    this.pump(botId);
  }
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}
