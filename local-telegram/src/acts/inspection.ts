import { chatKey } from "../chats/chats.ts";
import { messagesOf } from "../chats/messages.ts";
import type { ClickAnswer } from "../control/control.ts";
import { refused } from "../errors.ts";
import { fileByUniqueId } from "../files/files.ts";
import { menuOf } from "../methods/commands.ts";
import { chosenBot, latestEvent, type Platform } from "../state/platform.ts";
import type { ClickRecord } from "../state/records.ts";
import type { ControlPart } from "./control_part.ts";
import { viewMessage } from "./message_view.ts";

type Inspection = ControlPart<"calls" | "fileBytes" | "menu" | "transcript">;

/** Shows chats, menus, files and calls. It changes nothing. */
export function createInspection(platform: Platform): Inspection {
  const { state, calls, blobs } = platform;
  return {
    transcript(userId, { botId } = {}) {
      const bot = chosenBot(platform, botId);
      return {
        userId,
        botId: bot.id,
        event: latestEvent(platform),
        messages: messagesOf(platform, bot.id, userId)
          .map((message) => viewMessage(platform, bot, message)),
        answers: answersTo(platform, bot.id, userId),
        blocked: state.chats.get(chatKey(bot.id, userId))?.blocked === true,
      };
    },
    menu: (userId, { botId } = {}) =>
      menuOf(platform, chosenBot(platform, botId), state.users.get(String(userId))),
    async fileBytes(fileUniqueId) {
      const file = fileByUniqueId(platform, fileUniqueId);
      const bytes = file === undefined ? undefined : await blobs.get(file.sha256);
      if (bytes === undefined) throw refused(`Cannot read file "${fileUniqueId}": no such file`);
      return bytes;
    },
    calls: (filter) => calls.list(filter),
  };
}

/** Shows the answer to a click as the user sees it; undefined while there is none. */
export function viewAnswerOf(
  callbackQueryId: string,
  click: ClickRecord | undefined,
): ClickAnswer | undefined {
  return click?.answer === undefined ? undefined : { callbackQueryId, ...click.answer };
}

function answersTo({ state }: Platform, botId: number, userId: number): ClickAnswer[] {
  return state.clicks.entries()
    .filter(([, click]) => click.botId === botId && click.userId === userId)
    .flatMap(([id, click]) => viewAnswerOf(id, click) ?? [])
    .sort((a, b) => a.event - b.event);
}
