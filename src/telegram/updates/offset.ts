import type { Update } from "grammy/types";
import { BoundedMap } from "../../std/mod.ts";

/** What became of an update that Telegram has not been told to forget. */
type Progress = "running" | "complete" | "failed";

/** What a delivered update is to the one who polls. */
export type Delivery =
  /** Not seen before: it is to be handled. */
  | "new"
  /** It failed before, or its id was confirmed before: it is to be handled, and may be nothing new. */
  | "again"
  /** It is being handled, or complete and not confirmed yet. */
  | "known";

/** How many confirmed ids are remembered: more than Telegram delivers at once. */
const REMEMBERED = 1000;

/**
 * Chooses the offset of `getUpdates`. It knows only the updates that Telegram may deliver again, and forgets them as soon
 * as Telegram has taken an offset that confirms them. So it never assumes that ids only grow: Telegram starts them anew,
 * at random, after a week without updates (core.telegram.org/bots/api#update, read 2026-11).
 */
export class Offset {
  readonly #delivered = new Map<number, Progress>();
  readonly #confirmed = new BoundedMap<number, true>(REMEMBERED);
  /** Those of the delivered ones that are in the inbox: Telegram may forget them. */
  readonly #saved = new Set<number>();
  /** The last id of the last answer that brought a new update. */
  #last = 0;

  /** Takes note of a delivered update. One that is new, or comes again, is running from now on. */
  take({ update_id: id }: Update): Delivery {
    const progress = this.#delivered.get(id);
    if (progress === "running" || progress === "complete") return "known";
    this.#delivered.set(id, "running");
    return progress === undefined && !this.#confirmed.has(id) ? "new" : "again";
  }

  /** Takes note of an update's end. One that failed is delivered again, if it is not saved. */
  ended({ update_id: id }: Update, progress: "complete" | "failed"): void {
    if (this.#delivered.has(id)) this.#delivered.set(id, progress);
  }

  /** Takes note of updates that are saved. */
  saved(updates: readonly Update[]): void {
    for (const { update_id: id } of updates) if (this.#delivered.has(id)) this.#saved.add(id);
  }

  /** Whether Telegram may forget all that it has delivered. */
  isSafe(): boolean {
    return this.#open().length === 0;
  }

  /** Whether these new updates begin a new count: their ids are lower than those that came before. */
  restarts(updates: readonly Update[]): { readonly from: number; readonly to: number } | undefined {
    const [first, last] = [updates[0]?.update_id, updates.at(-1)?.update_id];
    if (first === undefined || last === undefined) return undefined;
    const from = this.#last;
    this.#last = last;
    return first < from ? { from, to: first } : undefined;
  }

  /**
   * The first id that Telegram should deliver: of the first update that is neither complete nor saved, or the one after
   * all of them. 0 if there is nothing to confirm. Telegram begins with the oldest update then, whatever its id is.
   */
  next(): number {
    const ids = [...this.#delivered.keys()];
    if (ids.length === 0) return 0;
    const open = this.#open();
    return open.length > 0 ? Math.min(...open) : Math.max(...ids) + 1;
  }

  /** What an offset will confirm once Telegram has answered. Nothing before that: the call may fail. */
  confirmedBy(offset: number): readonly number[] {
    return [...this.#delivered.keys()].filter((id) => id < offset);
  }

  /** Telegram has answered: it does not deliver these again. An update that comes under such an id is another one. */
  forget(ids: readonly number[]): void {
    for (const id of ids) {
      this.#delivered.delete(id);
      this.#saved.delete(id);
      this.#confirmed.set(id, true);
    }
  }

  #open(): readonly number[] {
    const ids = [...this.#delivered.keys()];
    return ids.filter((id) => this.#delivered.get(id) !== "complete" && !this.#saved.has(id));
  }
}
