import type { Blobs } from "./blobs.ts";
import type { CallLog } from "./call_log.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { FloodModel } from "./flood.ts";
import { refused } from "./errors.ts";
import { type BotRecord, nextNumber, type State } from "./records.ts";
import type { Signal } from "./signal.ts";
import type { UpdateQueue } from "./update_queue.ts";

/** What the Bot API's methods and the control work on: Telegram itself, as far as we play it. */
export interface Platform {
  readonly state: State;
  readonly blobs: Blobs;
  readonly clock: Clock;
  /** Notified after every change that someone may wait for. */
  readonly signal: Signal;
  readonly updates: UpdateQueue;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly flood: FloodModel;
  /** The bot that is meant when a control request names none. */
  readonly firstBotId: number;
}

/** Numbers a change of a chat and wakes those who wait. */
export function recordEvent(platform: Platform): number {
  const event = nextNumber(platform.state, "event");
  queueMicrotask(() => platform.signal.notify());
  return event;
}

/** The number of the latest event; 0 before the first. */
export function latestEvent(platform: Platform): number {
  return platform.state.counters.get("event") ?? 0;
}

/** The bot that a control request means. */
export function chosenBot(platform: Platform, botId = platform.firstBotId): BotRecord {
  const bot = platform.state.bots.get(String(botId));
  if (bot === undefined) throw refused(`Cannot find bot ${botId}: no such bot is served`);
  return bot;
}
