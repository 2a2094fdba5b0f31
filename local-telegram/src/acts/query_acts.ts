import { apiUser, chatKey } from "../chats/chats.ts";
import { apiMessage } from "../chats/message_api.ts";
import { findMessage, freshId } from "../chats/messages.ts";
import type { Click, InlineAnswerView, UserAct } from "../control/control.ts";
import { refused } from "../errors.ts";
import { chosenBot, latestEvent, type Platform, recordEvent } from "../state/platform.ts";
import type {
  BotRecord,
  InlineAnswer,
  InlineQueryRecord,
  MessageRecord,
  UserRecord,
} from "../state/records.ts";
import type { ControlPart } from "./control_part.ts";
import { viewInlineResult } from "./inline_view.ts";
import { knownUser, postAsUser } from "./user_acts.ts";
import { waitFor } from "./waits.ts";

type QueryActs = ControlPart<"chooseInlineResult" | "click" | "inlineQuery">;

/** The acts of users that a bot has to answer: clicks and inline queries. */
export function createQueryActs(platform: Platform): QueryActs {
  return {
    click: (userId, messageId, button, options = {}) => {
      const bot = chosenBot(platform, options.botId);
      const message = findMessage(platform, bot, userId, messageId);
      if (message === undefined) {
        throw refused(`Cannot click: user ${userId} sees no message ${messageId}`);
      }
      const data = options.forged === true ? button : callbackData(message, button);
      return click(platform, bot, message, data);
    },
    inlineQuery: async (userId, query, { botId, offset = "", timeoutMs } = {}) => {
      const bot = chosenBot(platform, botId);
      const inlineQueryId = ask(platform, bot, knownUser(platform, userId), { query, offset });
      const answer = await waitFor(
        platform,
        () => platform.state.inlineQueries.get(inlineQueryId)?.answer,
        { timeoutMs, what: () => `the answer to "@${bot.username} ${query}"` },
      );
      return viewAnswer(platform, bot, inlineQueryId, answer);
    },
    chooseInlineResult: (userId, inlineQueryId, resultId) =>
      choose(platform, knownUser(platform, userId), inlineQueryId, resultId),
  };
}

/** Returns the data of a button of the message, named by its data or by its text. */
function callbackData({ buttons = [], messageId }: MessageRecord, named: string): string {
  const present = buttons.flat();
  const button = present.find((candidate) => candidate.callback_data === named) ??
    present.find((candidate) => candidate.text === named);
  const data = button?.callback_data;
  if (data !== undefined) return data;
  const offered = present.map(({ text }) => `"${text}"`).join(", ") || "no buttons";
  throw refused(
    `Cannot click "${named}" on message ${messageId}: no such callback button; it has ${offered}`,
  );
}

function click(platform: Platform, bot: BotRecord, message: MessageRecord, data: string): Click {
  const { userId, inlineMessageId } = message;
  const callbackQueryId = freshId(platform, "click");
  const at = platform.clock.now();
  platform.state.clicks.set(callbackQueryId, { botId: bot.id, userId, at });
  const origin = inlineMessageId === undefined
    ? { message: apiMessage(platform, bot, message) }
    : { inline_message_id: inlineMessageId };
  const updateIds = platform.updates.enqueue(bot, userId, "callback_query", {
    id: callbackQueryId,
    from: apiUser(knownUser(platform, userId)),
    ...origin,
    chat_instance: chatKey(bot.id, userId),
    data,
  });
  return { event: recordEvent(platform), updateIds, messageIds: [], callbackQueryId };
}

function ask(
  platform: Platform,
  bot: BotRecord,
  user: UserRecord,
  { query, offset }: { query: string; offset: string },
): string {
  const inlineQueryId = freshId(platform, "inlineQuery");
  const record = { botId: bot.id, userId: user.id, query, at: platform.clock.now() };
  platform.state.inlineQueries.set(inlineQueryId, record);
  platform.updates.enqueue(bot, user.id, "inline_query", {
    id: inlineQueryId,
    from: apiUser(user),
    query,
    offset,
    chat_type: "sender",
  });
  recordEvent(platform);
  return inlineQueryId;
}

function viewAnswer(
  platform: Platform,
  bot: BotRecord,
  inlineQueryId: string,
  { results, nextOffset, isPersonal, cacheTimeSeconds }: InlineAnswer,
): InlineAnswerView {
  const shown = results.map((result) => viewInlineResult(platform, bot, result));
  return { inlineQueryId, results: shown, nextOffset, isPersonal, cacheTimeSeconds };
}

/** Sends a chosen result. As in Telegram, the bot can edit it later only if the result has a keyboard. */
function choose(
  platform: Platform,
  user: UserRecord,
  inlineQueryId: string,
  resultId: string,
): UserAct {
  const { query, result, bot } = offeredResult(platform, inlineQueryId, resultId);
  const { buttons } = result;
  const inline = buttons === undefined
    ? {}
    : { buttons, inlineMessageId: freshId(platform, "inlineMessage") };
  const chosen = platform.updates.enqueue(bot, user.id, "chosen_inline_result", {
    result_id: resultId,
    from: apiUser(user),
    query: query.query,
    ...("inlineMessageId" in inline ? { inline_message_id: inline.inlineMessageId } : {}),
  });
  const content = { content: result.content, viaInline: true, ...inline };
  const { message, updateIds } = postAsUser(platform, bot, user, content);
  return {
    event: latestEvent(platform),
    updateIds: [...chosen, ...updateIds],
    messageIds: [message.messageId],
  };
}

function offeredResult(platform: Platform, inlineQueryId: string, resultId: string) {
  const query: InlineQueryRecord | undefined = platform.state.inlineQueries.get(inlineQueryId);
  const result = query?.answer?.results.find((candidate) => candidate.id === resultId);
  if (query === undefined || result === undefined) {
    throw refused(`Cannot choose result "${resultId}": query ${inlineQueryId} has no such result`);
  }
  return { query, result, bot: chosenBot(platform, query.botId) };
}
