import { GrammyError, HttpError } from "grammy";
import { VitrineError } from "../errors.ts";
import { ImageRenderError } from "../imaging/mod.ts";

/*
 * Telegram's errors, by what the shop must do. The patterns match parts of the texts and ignore case, because prefixes
 * and capitals vary. Sources: tdlib/telegram-bot-api Client.cpp v10.0, tdlib/td, core.telegram.org/method/messages.editMessage
 * and messages.sendMedia, read 2026-11. `local-telegram/src/state/refusals.ts` plays them by name, with their sources.
 */

/** Telegram does not take a file id or a URL: the picture must be shown in another way. */
const REFERENCE =
  /wrong (remote )?file identifier|invalid remote file identifier|invalid file_id|can't use file of type|remote file identifier must be non-empty|MEDIA_EMPTY|(MEDIA|MEDIA_NEW|PHOTO)_INVALID\b|FILE_REFERENCE_|failed to get HTTP URL content|wrong type of the web page content|wrong HTTP URL specified/i;
/** Telegram does not take the bytes as a photo. */
const UPLOAD =
  /PHOTO_INVALID_DIMENSIONS|(MEDIA|MEDIA_NEW|PHOTO|PHOTO_EXT)_INVALID\b|IMAGE_PROCESS_FAILED|too big for a photo|unsupported extension|file must be non-empty|Request Entity Too Large/i;
/**
 * The message cannot be edited: a new one must be sent. The codes come when only Telegram itself knows that the message is
 * gone (github.com/Tishka17/aiogram_dialog/issues/439).
 */
const NOT_EDITABLE =
  /message to edit not found|(MESSAGE|MSG)_ID_INVALID|message identifier is not specified|message can't be edited|MESSAGE_EDIT_TIME_EXPIRED|MESSAGE_AUTHOR_REQUIRED|message media can't be edited|can't edit media in self-destructing|MEDIA_PREV_INVALID|there is no (media|text|caption) in the message to edit/i;
const NOT_MODIFIED = /message is not modified|MESSAGE_NOT_MODIFIED/i;
/** The shop writes to users alone. What it cannot write to a group is as little its business as a user who left. */
const GONE =
  /bot was blocked|USER_IS_BLOCKED|user is deactivated|(INPUT_)?USER_DEACTIVATED|USER_PRIVACY_RESTRICTED|can't initiate conversation|chat not found|user not found|PEER_ID_INVALID|bot was kicked|(not enough|have no) rights to send|CHAT_WRITE_FORBIDDEN|group chat was (upgraded|deactivated|migrated)/i;
const LATE = /query is too old|query ID is invalid|QUERY_ID_INVALID/i;
/** The topic of a chat is gone or closed. The chat is still there. */
const TOPIC = /message thread not found|TOPIC_(CLOSED|DELETED|ID_INVALID)/i;

/** Telegram does not take the file id or URL that was sent. */
export const isReferenceRefused = (error: unknown): boolean => matches(error, 400, REFERENCE);
/**
 * The number, from 1, of the item of an album that Telegram refuses; 0 if it does not say. Source: the text "failed to send
 * message #N" of tdlib/td, MessagesManager.cpp, read 2026-11.
 */
export function refusedItem(error: unknown): number {
  const [, number = 0] = /message #(\d{1,2}) with the error/.exec(String(error)) ?? [];
  return Number(number);
}
/** Telegram does not take the bytes that were sent. */
export const isUploadRefused = (error: unknown): boolean =>
  matches(error, 400, UPLOAD) || matches(error, 413, UPLOAD);
/** The message to be edited is gone, or of a kind that cannot be edited so. */
export const isNotEditable = (error: unknown): boolean => matches(error, 400, NOT_EDITABLE);
/** The message shows already what it was to show. */
export const isNotModified = (error: unknown): boolean => matches(error, 400, NOT_MODIFIED);
/** The user is out of reach: has blocked the bot, has left Telegram, or never wrote to the bot. */
export const isUnreachable = (error: unknown): boolean =>
  matches(error, 403, /./) || matches(error, 400, GONE);
/** Telegram no longer waits for the answer to a button or an inline query. */
export const isLate = (error: unknown): boolean => matches(error, 400, LATE);
/** Telegram's answer says that the topic of the chat is gone. */
export const isTopicGone = (answer: { error_code: number; description: string }): boolean =>
  answer.error_code === 400 && TOPIC.test(answer.description);
/** The token is wrong, or was revoked. */
export const isUnauthorized = (error: unknown): boolean =>
  matches(error, 401, /./) || matches(error, 404, /^(Error )?Not Found$/i);
/** Telegram did not give a file. The same call may succeed later. */
export class OriginalUnavailable extends VitrineError {
  readonly code = "original_unavailable";
}

const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;
/** Telegram's own servers do not have the file at hand: "wrong file_id or the file is temporarily unavailable". */
const AWAY = /temporarily unavailable/i;

/**
 * The one rule of what is tried again, whatever was called. Telegram or its file host could not be reached, is
 * restarting, asked for a pause without its length, or gave an answer that is not the Bot API's; or the renderer's process ended.
 */
export const isNetworkError = (error: unknown): boolean =>
  error instanceof HttpError || error instanceof OriginalUnavailable ||
  error instanceof ImageRenderError || error instanceof GrammyError && isPassing(error);

function isPassing(error: GrammyError): boolean {
  // A proxy may answer with JSON of its own.
  const code: unknown = error.error_code;
  if (typeof code !== "number") return true;
  // api.ts waits for a short time that Telegram names. A long one is not waited for.
  if (code === TOO_MANY_REQUESTS) return retryAfterMs(error) === 0;
  return code >= 500 || code === REQUEST_TIMEOUT || isTemporarilyAway(error);
}

/** Telegram has the file, but cannot give it now. */
export const isTemporarilyAway = (error: unknown): boolean => matches(error, 400, AWAY);
/** Two processes poll for the same bot, or a webhook is set. */
export const isConflict = (error: unknown): boolean => matches(error, 409, /./);

/** Classes of what Telegram refuses, by the same texts that the shop acts on. */
const CLASSES: readonly (readonly [string, (error: unknown) => boolean])[] = [
  ["reference", isReferenceRefused],
  ["upload", isUploadRefused],
  ["not_modified", isNotModified],
  ["not_editable", isNotEditable],
  ["unreachable", isUnreachable],
  ["late", isLate],
  ["unauthorized", isUnauthorized],
  ["conflict", isConflict],
  ["later", isNetworkError],
];

/** The class of a refusal, for metrics: `flood` if too much was sent, `other` if the shop knows no such text. */
export function refusalClass(answer: { error_code: number; description: string }): string {
  if (answer.error_code === TOO_MANY_REQUESTS) return "flood";
  const error = new GrammyError("refused", { ok: false, ...answer }, "", {});
  return CLASSES.find(([, matches]) => matches(error))?.[0] ?? "other";
}

/** How long Telegram wants no such call, in milliseconds; 0 if it does not say. */
export function retryAfterMs(error: unknown): number {
  return error instanceof GrammyError ? (error.parameters.retry_after ?? 0) * 1000 : 0;
}

function matches(error: unknown, code: number, text: RegExp): boolean {
  return error instanceof GrammyError && error.error_code === code && text.test(error.description);
}
