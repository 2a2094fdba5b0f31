import { ApiRefusal } from "./errors.ts";

const MIN_INTERVAL_MS = 1000;

/** Telegram's advice of one message per second and chat, as a hard rule. */
export class FloodModel {
  readonly #lastSent = new Map<string, number>();
  #on = false;

  /** Switches the rule; both ways forget what was sent before. */
  set(model: "one_per_second" | "off"): void {
    this.#on = model === "one_per_second";
    this.#lastSent.clear();
  }

  /** Takes one message into account, or refuses it. */
  admit(chatKey: string, now: number): void {
    if (!this.#on) return;
    const last = this.#lastSent.get(chatKey);
    if (last !== undefined && now - last < MIN_INTERVAL_MS) throw tooManyRequests(1);
    this.#lastSent.set(chatKey, now);
  }
}

/** The 429 that asks to wait. */
export function tooManyRequests(retryAfterSeconds: number): ApiRefusal {
  const text = `retry after ${retryAfterSeconds}`;
  return new ApiRefusal(429, text, { retry_after: retryAfterSeconds });
}
