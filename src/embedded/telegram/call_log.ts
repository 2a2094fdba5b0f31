import type { CallFilter, CallRecord } from "./control.ts";

const MAX_CALLS = 20_000;

/** The finished calls, and how many are under way. In memory only. */
export class CallLog {
  #finished: CallRecord[] = [];
  readonly #running = new Map<number, Pick<CallRecord, "botId" | "method">>();
  #lastId = 0;

  /** Notes that a call has begun; returns its id. */
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

  /** Whether this bot has a call under way that is no poll. */
  isBusy(botId: number): boolean {
    return [...this.#running.values()].some((call) =>
      call.botId === botId && call.method !== "getUpdates"
    );
  }

  /** Finished calls in the order of their arrival. Polls only when they are asked for. */
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
