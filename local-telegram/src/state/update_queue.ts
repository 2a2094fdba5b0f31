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
    const updateId = nextNumber(this.#state, `update:${bot.id}`);
    const update = { botId: bot.id, updateId, userId, body: { [kind]: value } };
    this.#state.updates.set(`${bot.id}:${updateId}`, update);
    for (const listener of this.#listeners) listener(bot.id);
    return [updateId];
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
