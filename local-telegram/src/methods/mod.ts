/**
 * The methods of the Bot API. A method returns the answer's `result` or throws an `ApiRefusal`. It knows nothing about
 * HTTP, faults or the call log.
 * @module
 */
import { deleteMyCommands, getMyCommands, setMyCommands } from "./commands.ts";
import { deleteMessage, deleteMessages } from "./delete.ts";
import {
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
} from "./edit.ts";
import { getFile } from "./get_file.ts";
import { answerInlineQuery } from "./inline.ts";
import type { Method } from "./method.ts";
import { getChat, getMe, getProfileText, setProfileText } from "./profile.ts";
import { answerCallbackQuery } from "./queries.ts";
import { sendChatAction, sendDocument, sendMediaGroup, sendMessage, sendPhoto } from "./send.ts";
import { getUpdates } from "./updates.ts";
import { deleteWebhook, getWebhookInfo, setWebhook, type WebhookDeps } from "./webhook.ts";

/** A method with its name as Telegram spells it. */
export interface NamedMethod {
  readonly name: string;
  readonly run: Method;
}

/** Makes the table of methods. Its keys are in lower case, because Telegram ignores the case of a method's name. */
export function createMethods(deps: WebhookDeps): ReadonlyMap<string, NamedMethod> {
  const methods: Readonly<Record<string, Method>> = {
    answerCallbackQuery,
    answerInlineQuery,
    deleteMessage,
    deleteMessages,
    deleteMyCommands,
    deleteWebhook,
    editMessageCaption,
    editMessageMedia,
    editMessageReplyMarkup,
    editMessageText,
    getChat,
    getFile,
    getMe,
    getMyCommands,
    getMyDescription: getProfileText("description"),
    getMyName: getProfileText("name"),
    getMyShortDescription: getProfileText("short_description"),
    getUpdates: getUpdates(deps.polls),
    getWebhookInfo,
    sendChatAction,
    sendDocument,
    sendMediaGroup,
    sendMessage,
    sendPhoto,
    setMyCommands,
    setMyDescription: setProfileText("description"),
    setMyName: setProfileText("name"),
    setMyShortDescription: setProfileText("short_description"),
    setWebhook: setWebhook(deps),
  };
  return new Map(
    Object.entries(methods).map(([name, run]) => [name.toLowerCase(), { name, run }]),
  );
}
