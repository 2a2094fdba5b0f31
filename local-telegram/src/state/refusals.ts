/**
 * Refusals of Telegram by name, in its own words. The server's own methods refuse what they can know; these are refusals
 * that depend on what this server does not have: groups, topics, other servers of Telegram, time.
 *
 * Sources, read 2026-11: [A] tdlib/telegram-bot-api Client.cpp (`fail_query_with_error` and its callers), [B] tdlib/td
 * MessagesManager.cpp, [C] core.telegram.org/method/messages.editMessage and messages.sendMedia, [I] a report.
 * @module
 */

/** What Telegram answers. */
export interface RefusalByName {
  readonly code: number;
  /** The whole description with its prefix. */
  readonly description: string;
  /** The id of the supergroup that a group has become. */
  readonly migrateToChatId?: number;
}

const bad = (description: string, more: Partial<RefusalByName> = {}): RefusalByName => ({
  code: 400,
  description: `Bad Request: ${description}`,
  ...more,
});
const forbidden = (description: string): RefusalByName => ({
  code: 403,
  description: `Forbidden: ${description}`,
});

/** The refusals by their names. */
export const REFUSALS = {
  // The message is gone, or is not one that this bot may edit.
  message_to_edit_not_found: bad("message to edit not found"), // [B], TelegramBotAPI/errors#7
  // The Bot API server still knows the message, Telegram does not: [I] Tishka17/aiogram_dialog#439
  message_id_invalid: bad("MESSAGE_ID_INVALID"),
  msg_id_invalid: bad("MSG_ID_INVALID"), // [C]
  message_edit_time_expired: bad("MESSAGE_EDIT_TIME_EXPIRED"), // [C]
  message_author_required: bad("MESSAGE_AUTHOR_REQUIRED"), // [C]
  message_cannot_be_edited: bad("message can't be edited"), // [B], yagop/node-telegram-bot-api#734
  message_media_cannot_be_edited: bad("message media can't be edited"), // [B]
  self_destructing: bad("can't edit media in self-destructing message"), // [B]
  media_prev_invalid: bad("MEDIA_PREV_INVALID"), // [C]
  no_text_to_edit: bad("there is no text in the message to edit"), // [B]
  no_caption_to_edit: bad("there is no caption in the message to edit"), // [B]
  no_media_to_edit: bad("there is no media in the message to edit"), // [B] before Bot API 7.11
  // The message is there already.
  not_modified: bad(
    "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
  ), // [A]
  not_modified_code: bad("MESSAGE_NOT_MODIFIED"), // [C] what [A] translates
  // The button or the inline query waits no longer.
  query_too_old: bad("query is too old and response timeout expired or query ID is invalid"), // [A]
  query_id_invalid: bad("QUERY_ID_INVALID"), // [A], TelegramBotAPI/errors#2
  // The topic of a chat is gone or closed: tdlib/telegram-bot-api#854, #693
  thread_not_found: bad("message thread not found"),
  topic_closed: bad("TOPIC_CLOSED"), // [C]
  topic_deleted: bad("TOPIC_DELETED"), // [C]
  // Nobody is there.
  bot_blocked: forbidden("bot was blocked by the user"), // [A]
  user_is_blocked: bad("USER_IS_BLOCKED"), // [I] tucnak/telebot#669: not every call translates it
  user_deactivated: forbidden("user is deactivated"), // [A]
  input_user_deactivated: bad("INPUT_USER_DEACTIVATED"), // [A] before its translation
  chat_not_found: bad("chat not found"), // [A]
  user_not_found: bad("user not found"), // TelegramBotAPI/errors, cheatsheet
  peer_id_invalid: bad("PEER_ID_INVALID"), // python-botogram/botogram#72
  no_right_to_send: bad("not enough rights to send photos to the chat"), // TelegramBotAPI/errors
  chat_write_forbidden: bad("CHAT_WRITE_FORBIDDEN"), // [C]
  group_upgraded: bad("group chat was upgraded to a supergroup chat", {
    migrateToChatId: -1001234567890,
  }), // [A]
  // The file is none that may be sent so.
  media_invalid: bad("MEDIA_INVALID"), // [C]
  media_new_invalid: bad("MEDIA_NEW_INVALID"), // [C]
  photo_invalid: bad("PHOTO_INVALID"), // [C]
  // The bot is wrong.
  button_data_invalid: bad("BUTTON_DATA_INVALID"), // [C]
} as const satisfies Readonly<Record<string, RefusalByName>>;

/** The name of a refusal. */
export type RefusalName = keyof typeof REFUSALS;
