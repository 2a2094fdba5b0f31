import { messagesOf } from "../chats/messages.ts";
import type { NextMessage, WaitLimit } from "../control/control.ts";
import { LocalTelegramError } from "../errors.ts";
import { chosenBot, type Platform } from "../state/platform.ts";
import type { MessageRecord } from "../state/records.ts";
import type { ControlPart } from "./control_part.ts";
import { viewAnswerOf } from "./inspection.ts";
import { viewMessage } from "./message_view.ts";

/** A wait that lasts longer hangs. No working machine is so slow. */
const DEFAULT_TIMEOUT_MS = 180_000;

type Waits = ControlPart<
  "nextBotMessage" | "waitForAnswer" | "waitForCall" | "waitForIdle"
>;

type IdleOptions = { readonly botId?: number; readonly userId?: number } & WaitLimit;

/** How long to wait, and for what. */
export interface Wait {
  readonly timeoutMs?: number | undefined;
  /** Describes what the wait is for; used in the error. */
  readonly what: () => string;
}

/** Waits until `probe` finds something. After the timeout it throws an error that says what did not come. */
export async function waitFor<Value>(
  platform: Platform,
  probe: () => Value | undefined,
  { timeoutMs = DEFAULT_TIMEOUT_MS, what }: Wait,
): Promise<Value> {
  const found = await platform.signal.until(probe, { timeoutMs });
  if (found !== undefined) return found;
  const message = `Timed out after ${timeoutMs} ms: waited for ${what()}`;
  throw new LocalTelegramError("local_telegram_timeout", message);
}

/** Waits for messages, answers and calls, so that no test has to sleep. */
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
  // A message that a user sent through inline mode counts as the bot's once the bot has edited it.
  return (from === "bot" || editCount > 0) && event > after && content.kind === kind &&
    messageId === wanted &&
    content.text.includes(containing);
}

/** Describes the last messages of a chat, for the error of a failed wait. */
function describeChat(platform: Platform, botId: number, userId: number): string {
  const lines = messagesOf(platform, botId, userId).slice(-5).map((message) => {
    const { from, event, messageId, content } = message;
    return `  ${from} #${messageId} (event ${event}, ${content.kind}): ${
      content.text.slice(0, 200)
    }`;
  });
  return lines.length === 0 ? "the chat is empty" : `the chat ends with\n${lines.join("\n")}`;
}
