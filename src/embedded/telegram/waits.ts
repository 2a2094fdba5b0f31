import type { NextMessage, WaitLimit } from "./control.ts";
import type { ControlPart } from "./control_part.ts";
import { LocalTelegramError } from "./errors.ts";
import { viewMessage } from "./message_view.ts";
import { messagesOf } from "./messages.ts";
import { chosenBot, type Platform } from "./platform.ts";
import type { MessageRecord } from "./records.ts";
import { viewAnswerOf } from "./inspection.ts";

/** A hang: no machine that works is so slow. */
const DEFAULT_TIMEOUT_MS = 180_000;

type Waits = ControlPart<
  "nextBotMessage" | "waitForAnswer" | "waitForCall" | "waitForIdle"
>;

type IdleOptions = { readonly botId?: number; readonly userId?: number } & WaitLimit;

/** What a wait is for, and for how long. */
export interface Wait {
  readonly timeoutMs?: number | undefined;
  /** Names what was awaited, for the error. */
  readonly what: () => string;
}

/** Waits until `probe` finds something; a wait in vain tells what it was for. */
export async function waitFor<Value>(
  platform: Platform,
  probe: () => Value | undefined,
  { timeoutMs = DEFAULT_TIMEOUT_MS, what }: Wait,
): Promise<Value> {
  const found = await platform.signal.until(probe, { timeoutMs });
  if (found !== undefined) return found;
  const message = `Waited ${timeoutMs} ms in vain for ${what()}`;
  throw new LocalTelegramError("local_telegram_timeout", message);
}

/** The waits, so that no test has to sleep. */
export function createWaits(platform: Platform): Waits {
  const { calls, state, updates } = platform;
  return {
    nextBotMessage: (userId, options = {}) => nextBotMessage(platform, userId, options),
    waitForAnswer: (callbackQueryId, options) =>
      waitFor(platform, () => viewAnswerOf(callbackQueryId, state.clicks.get(callbackQueryId)), {
        ...options,
        what: () => `the answer to click ${callbackQueryId}`,
      }),
    waitForCall: ({ timeoutMs, ...filter }) =>
      waitFor(platform, () => calls.list(filter)[0], {
        timeoutMs,
        what: () => `a call like ${JSON.stringify(filter)}`,
      }),
    async waitForIdle({ botId, userId, timeoutMs }: IdleOptions = {}) {
      const { id } = chosenBot(platform, botId);
      const pending = () =>
        updates.pending(id).filter((update) => update.userId === (userId ?? update.userId));
      const isBusy = () => userId === undefined && calls.isBusy(id);
      await waitFor(platform, () => pending().length === 0 && !isBusy() || undefined, {
        timeoutMs,
        what: () => `bot ${id} to be idle; ${pending().length} updates are pending`,
      });
    },
  };
}

async function nextBotMessage(platform: Platform, userId: number, options: NextMessage) {
  const bot = chosenBot(platform, options.botId);
  const oldestMatch = () =>
    messagesOf(platform, bot.id, userId)
      .filter((message) => isAwaited(message, options))
      .sort((a, b) => a.event - b.event)[0];
  const found = await waitFor(platform, oldestMatch, {
    timeoutMs: options.timeoutMs,
    what: () =>
      `a message like ${JSON.stringify(options)}; ${describeChat(platform, bot.id, userId)}`,
  });
  return viewMessage(platform, bot, found);
}

function isAwaited(
  { from, event, editCount, content, messageId }: MessageRecord,
  { after = 0, containing = "", kind = content.kind, messageId: wanted = messageId }: NextMessage,
): boolean {
  // What a user sent through inline mode, and the bot has edited since, is the bot's word too.
  return (from === "bot" || editCount > 0) && event > after && content.kind === kind &&
    messageId === wanted &&
    content.text.includes(containing);
}

/** The end of a chat in a few lines, for the message of a failed wait. */
function describeChat(platform: Platform, botId: number, userId: number): string {
  const lines = messagesOf(platform, botId, userId).slice(-5).map((message) => {
    const { from, event, messageId, content } = message;
    return `  ${from} #${messageId} (event ${event}, ${content.kind}): ${
      content.text.slice(0, 200)
    }`;
  });
  return lines.length === 0 ? "the chat is empty" : `the chat ends with\n${lines.join("\n")}`;
}
