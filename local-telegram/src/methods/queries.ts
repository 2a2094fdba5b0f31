import * as v from "valibot";
import { badRequest } from "../errors.ts";
import type { Clock } from "../state/clock.ts";
import { recordEvent } from "../state/platform.ts";
import type { BotRecord, ClickRecord, InlineQueryRecord } from "../state/records.ts";
import { method } from "./method.ts";
import { flag, text } from "./params.ts";

/** How long a query can be answered. Telegram gives no number; clients wait about a minute. */
const QUERY_LIFE_MS = 60_000;
const MAX_ANSWER_CHARACTERS = 200;

/** Answers a click (core.telegram.org/bots/api#answercallbackquery). */
export const answerCallbackQuery = method(
  v.object({
    callback_query_id: v.optional(text, ""),
    text: v.pipe(v.optional(text, ""), v.maxLength(MAX_ANSWER_CHARACTERS, "MESSAGE_TOO_LONG")),
    show_alert: v.optional(flag, false),
    url: v.optional(text, ""),
  }),
  ({ platform, bot }, params) => {
    const { state, clock } = platform;
    const click = answerable(bot, clock, state.clicks.get(params.callback_query_id));
    const answer = { event: recordEvent(platform), text: params.text, alert: params.show_alert };
    state.clicks.set(params.callback_query_id, {
      ...click,
      answer: params.url === "" ? answer : { ...answer, url: params.url },
    });
    return true;
  },
);

/** Returns the query if this bot can still answer it, and refuses in Telegram's words otherwise. */
export function answerable<Query extends ClickRecord | InlineQueryRecord>(
  bot: BotRecord,
  clock: Clock,
  query: Query | undefined,
): Query {
  const isOpen = query !== undefined && query.botId === bot.id && query.answer === undefined &&
    clock.now() - query.at <= QUERY_LIFE_MS;
  if (isOpen) return query;
  throw badRequest("Query is too old and response timeout expired or query ID is invalid");
}
