import { type BotRecord, nextNumber, type QueuedUpdate, type State } from "./records.ts";

/** The updates that bots have not confirmed, per bot in the order of their ids. */
export class UpdateQueue {
  readonly #state: State;
  readonly #listeners = new Set<(botId: number) => void>();

  constructor(state: State) {
    this.#state = state;
  }

  /** Tells `listener` of each new update. */
  onEnqueue(listener: (botId: number) => void): void {
    this.#listeners.add(listener);
  }

  /** Queues an update of one kind, for example `message`; returns its id, or none if the bot wants none. */
  enqueue(bot: BotRecord, userId: number, kind: string, value: unknown): number[] {
    const { allowedUpdates = [] } = this.#state.bots.get(String(bot.id)) ?? bot;
    if (allowedUpdates.length > 0 && !allowedUpdates.includes(kind)) return [];
    const updateId = nextNumber(this.#state, `update:${bot.id}`);
    const update = { botId: bot.id, updateId, userId, body: { [kind]: value } };
    this.#state.updates.set(`${bot.id}:${updateId}`, update);
    for (const listener of this.#listeners) listener(bot.id);
    return [updateId];
  }

  /** The unconfirmed updates of a bot, oldest first. */
  pending(botId: number): QueuedUpdate[] {
    return this.#state.updates.values().filter((update) => update.botId === botId);
  }

  /** Forgets one update: its webhook took it. */
  forget({ botId, updateId }: QueuedUpdate): void {
    this.#state.updates.delete(`${botId}:${updateId}`);
  }

  /** Forgets every update with a lower id: that is what an offset means. */
  forgetBelow(botId: number, offset: number): void {
    for (const update of this.pending(botId)) {
      if (update.updateId < offset) this.forget(update);
    }
  }
}
