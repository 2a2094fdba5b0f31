import { refused } from "../errors.ts";
import type { Blobs } from "./blobs.ts";
import type { CallLog } from "./call_log.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { FloodModel } from "./flood.ts";
import { type BotRecord, nextNumber, type State } from "./records.ts";
import type { Signal } from "./signal.ts";
import type { UpdateQueue } from "./update_queue.ts";

/** The simulated Telegram. The Bot API methods and the control both work on it. */
export interface Platform {
  readonly state: State;
  readonly blobs: Blobs;
  readonly clock: Clock;
  /** Must be notified after every change that somebody may wait for. */
  readonly signal: Signal;
  readonly updates: UpdateQueue;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly flood: FloodModel;
  /** The bot for control requests that name no bot. */
  readonly firstBotId: number;
}

/** Gives a change of a chat its number and wakes the waiters. */
export function recordEvent(platform: Platform): number {
  const event = nextNumber(platform.state, "event");
  queueMicrotask(() => platform.signal.notify());
  return event;
}

/** Returns the number of the latest event; 0 before the first one. */
export function latestEvent(platform: Platform): number {
  return platform.state.counters.get("event") ?? 0;
}

/** Returns the bot that a control request names, or the first bot. */
export function chosenBot(platform: Platform, botId = platform.firstBotId): BotRecord {
  const bot = platform.state.bots.get(String(botId));
  if (bot === undefined) throw refused(`Cannot find bot ${botId}: no such bot is served`);
  return bot;
}
