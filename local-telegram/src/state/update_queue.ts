import { type BotRecord, nextNumber, type QueuedUpdate, type State } from "./records.ts";

/** Holds the updates that bots have not confirmed, in the order of their ids. */
export class UpdateQueue {
  readonly #state: State;
  readonly #listeners = new Set<(botId: number) => void>();

  constructor(state: State) {
    this.#state = state;
  }

  /** Calls `listener` after each new update. */
  onEnqueue(listener: (botId: number) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Queues an update of one kind, for example `message`, and returns its id. Returns an empty list when the bot does
   * not want this kind.
   */
  enqueue(bot: BotRecord, userId: number, kind: string, value: unknown): number[] {
    const { allowedUpdates = [] } = this.#state.bots.get(String(bot.id)) ?? bot;
    if (allowedUpdates.length > 0 && !allowedUpdates.includes(kind)) return [];
    const updateId = nextNumber(this.#state, seriesOf(bot.id));
    const update = { botId: bot.id, updateId, userId, body: { [kind]: value } };
    this.#state.updates.set(`${bot.id}:${updateId}`, update);
    for (const listener of this.#listeners) listener(bot.id);
    return [updateId];
  }

  /** The id of the next update. */
  nextId(botId: number): number {
    return (this.#state.counters.get(seriesOf(botId)) ?? 0) + 1;
  }

  /** Sets the id of the next update. Telegram chooses one at random after a week without updates. */
  setNextId(botId: number, updateId: number): void {
    this.#state.counters.set(seriesOf(botId), updateId - 1);
  }

  /** Returns the unconfirmed updates of a bot, oldest first. */
  pending(botId: number): QueuedUpdate[] {
    return this.#state.updates.values().filter((update) => update.botId === botId);
  }

  /** Removes one update, after its webhook has taken it. */
  forget({ botId, updateId }: QueuedUpdate): void {
    this.#state.updates.delete(`${botId}:${updateId}`);
  }

  /** Removes every update with a lower id, as the `offset` of `getUpdates` does. */
  forgetBelow(botId: number, offset: number): void {
    for (const update of this.pending(botId)) {
      if (update.updateId < offset) this.forget(update);
    }
  }
}

/** The name of a bot's counter of updates. */
function seriesOf(botId: number): string {
  return `update:${botId}`;
}
