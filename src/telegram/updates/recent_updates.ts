import { BoundedMap } from "../../std/mod.ts";

/** How many updates are remembered: more than Telegram delivers at once, or again. */
const REMEMBERED = 1000;
/**
 * Telegram keeps an update for 24 hours, and starts its ids anew after a week without updates. An id that comes after this
 * time is one of another update.
 */
const VALID_MS = 48 * 3_600_000;

/** Remembers the ids of updates, as long as Telegram may deliver these again. */
export class RecentUpdates {
  readonly #notedAtMs = new BoundedMap<number, number>(REMEMBERED);
  readonly #now: () => number;

  /** Takes a clock that never goes back, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  has(updateId: number): boolean {
    const notedAtMs = this.#notedAtMs.get(updateId);
    return notedAtMs !== undefined && this.#now() - notedAtMs < VALID_MS;
  }

  add(updateId: number): void {
    this.#notedAtMs.set(updateId, this.#now());
  }

  delete(updateId: number): void {
    this.#notedAtMs.delete(updateId);
  }
}
