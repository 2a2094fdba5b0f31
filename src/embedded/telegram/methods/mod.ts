/**
 * The Bot API's methods, one table from name to handler. A handler returns `result` or throws an `ApiRefusal`;
 * it knows nothing of HTTP, faults or the call log.
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

/** A method and its name as Telegram spells it. */
export interface NamedMethod {
  readonly name: string;
  readonly run: Method;
}

/** The methods by their names in lower case, since names are taken without regard to case. */
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
