import { tooManyRequests } from "../errors.ts";

const MIN_INTERVAL_MS = 1000;

/** Telegram advises one message per second and chat; this makes it a hard rule. */
export class FloodModel {
  readonly #lastSent = new Map<string, number>();
  #on = false;

  /** Switches the rule on or off and forgets earlier messages. */
  set(model: "one_per_second" | "off"): void {
    this.#on = model === "one_per_second";
    this.#lastSent.clear();
  }

  /** Counts one message, or refuses it when it comes too early. */
  admit(chatKey: string, now: number): void {
    if (!this.#on) return;
    const last = this.#lastSent.get(chatKey);
    if (last !== undefined && now - last < MIN_INTERVAL_MS) throw tooManyRequests(1);
    this.#lastSent.set(chatKey, now);
  }
}
