import * as v from "valibot";
import { ApiRefusal } from "../errors.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, QueuedUpdate } from "../state/records.ts";
import { type Call, type Method, method } from "./method.ts";
import { integer, json } from "./params.ts";

const MAX_UPDATES = 100;
const LONGEST_POLL_SECONDS = 50;
/**
 * Telegram does not believe an offset that is further ahead of its next id, and begins with the oldest update. Source:
 * TQueue::get in tdlib/td, and Client::do_get_updates in tdlib/telegram-bot-api, read 2026-11.
 */
const FURTHEST_AHEAD = 10;

/** The schema of `allowed_updates`, for polls and webhooks. */
export const allowedUpdates = v.optional(json(v.array(v.string())));

const schema = v.object({
  offset: v.optional(integer, 0),
  limit: v.optional(integer, MAX_UPDATES),
  timeout: v.optional(integer, 0),
  allowed_updates: allowedUpdates,
});
type PollParams = v.InferOutput<typeof schema>;

/** The waiting polls by bot id. A new poll ends the old one. */
export type OpenPolls = Map<number, AbortController>;

/** Makes `getUpdates` (core.telegram.org/bots/api#getupdates). */
export function getUpdates(polls: OpenPolls): Method {
  return method(schema, async (call, params) => {
    const { platform, bot } = call;
    if (platform.state.webhooks.get(String(bot.id)) !== undefined) throw webhookIsActive();
    endPoll(
      polls,
      bot.id,
      "terminated by other getUpdates request; make sure that only one bot instance is running",
    );
    rememberAllowed(platform, bot, params.allowed_updates);
    confirm(platform, bot, params.offset);
    const updates = await firstUpdates(call, params, polls);
    return updates.map(({ updateId, body }) => ({ update_id: updateId, ...body }));
  });
}

/** Ends a waiting poll with a 409. */
export function endPoll(polls: OpenPolls, botId: number, reason: string): void {
  polls.get(botId)?.abort(new ApiRefusal(409, reason));
  polls.delete(botId);
}

/** Remembers which kinds of updates a bot wants. Without a new list the old one stays. */
export function rememberAllowed(
  { state }: Platform,
  { id }: BotRecord,
  allowed: readonly string[] | undefined,
): void {
  const bot = state.bots.get(String(id));
  if (bot === undefined || allowed === undefined) return;
  state.bots.set(String(id), { ...bot, allowedUpdates: allowed });
}

async function firstUpdates(
  { platform, bot, gone }: Call,
  { offset, limit, timeout }: PollParams,
  polls: OpenPolls,
): Promise<QueuedUpdate[]> {
  const atMost = Math.min(Math.max(limit, 1), MAX_UPDATES);
  const poll = new AbortController();
  polls.set(bot.id, poll);
  const waitSeconds = Math.min(Math.max(timeout, 0), LONGEST_POLL_SECONDS);
  const probe = () => {
    const from = believed(platform, bot, offset);
    const due = platform.updates.pending(bot.id).filter((update) => update.updateId >= from);
    return due.length > 0 || waitSeconds === 0 ? due.slice(0, atMost) : undefined;
  };
  try {
    const abort = AbortSignal.any([gone, poll.signal]);
    return await platform.signal.until(probe, { timeoutMs: waitSeconds * 1000, abort }) ?? [];
  } finally {
    if (polls.get(bot.id) === poll) polls.delete(bot.id);
  }
}

/** Removes the updates before an offset. A negative offset counts from the end. */
function confirm(platform: Platform, bot: BotRecord, given: number): void {
  const { updates, signal } = platform;
  const { id } = bot;
  const offset = believed(platform, bot, given);
  if (offset > 0) updates.forgetBelow(id, offset);
  if (offset < 0) {
    const firstKept = updates.pending(id).at(offset);
    if (firstKept !== undefined) updates.forgetBelow(id, firstKept.updateId);
  }
  signal.notify();
}

/** The offset, or 0 if it is of an earlier count. */
function believed({ updates }: Platform, { id }: BotRecord, offset: number): number {
  return offset > updates.nextId(id) + FURTHEST_AHEAD ? 0 : offset;
}

function webhookIsActive() {
  const advice = "use deleteWebhook to delete the webhook first";
  return new ApiRefusal(409, `can't use getUpdates method while webhook is active; ${advice}`);
}
