import type { CallFilter, CallRecord } from "../control/control.ts";

/** The log keeps at least this many of the latest calls. */
const MAX_CALLS = 20_000;

/** Remembers finished calls and knows which calls are running. It is in memory only. */
export class CallLog {
  #finished: CallRecord[] = [];
  readonly #running = new Map<number, Pick<CallRecord, "botId" | "method">>();
  #lastId = 0;

  /** Notes that a call has begun and returns its id. */
  begin(call: Pick<CallRecord, "botId" | "method">): number {
    this.#running.set(++this.#lastId, call);
    return this.#lastId;
  }

  /** Notes how a call ended. */
  finish(call: CallRecord): void {
    this.#running.delete(call.id);
    this.#finished.push(call);
    if (this.#finished.length > 2 * MAX_CALLS) this.#finished = this.#finished.slice(-MAX_CALLS);
  }

  /** Whether a call of this bot is running, other than `getUpdates`. */
  isBusy(botId: number): boolean {
    return [...this.#running.values()].some((call) =>
      call.botId === botId && call.method !== "getUpdates"
    );
  }

  /** Lists finished calls in the order of their arrival. `getUpdates` is listed only when the filter names it. */
  list(filter: CallFilter = {}): CallRecord[] {
    const { sinceId = 0, botId, chatId } = filter;
    const method = filter.method?.toLowerCase();
    return this.#finished.filter((call) =>
      call.id > sinceId &&
      (botId === undefined || call.botId === botId) &&
      (chatId === undefined || call.chatId === chatId) &&
      (method === undefined ? call.method !== "getUpdates" : call.method.toLowerCase() === method)
    ).sort((a, b) => a.id - b.id);
  }
}
