/**
 * What the control shows of bots, chats and calls. Types only.
 * @module
 */

/** A bot, without its token. */
export interface BotSummary {
  /** The number before the colon of the bot's token. */
  readonly id: number;
  /** Without `@`. */
  readonly username: string;
  readonly firstName: string;
  /** The text in an empty chat. */
  readonly description: string;
  /** The text in the bot's profile. */
  readonly shortDescription: string;
}

/** What a user's act did. */
export interface UserAct {
  /**
   * The number of the latest change that the act made. All changes of all chats are numbered in one sequence, so an
   * answer to the act has a higher number: pass this as `after` to a wait.
   */
  readonly event: number;
  /** The updates that the bot gets; empty when it gets none. */
  readonly updateIds: readonly number[];
  /** The messages that the act put into the chat; empty for a click or a block. */
  readonly messageIds: readonly number[];
}

/** A user's click on a callback button. */
export interface Click extends UserAct {
  /** For `waitForAnswer`. */
  readonly callbackQueryId: string;
}

/** One inline button. A button that copies a text or opens a web app has none of the last three fields. */
export interface ButtonView {
  readonly text: string;
  readonly callbackData?: string;
  readonly url?: string;
  /** The text that a click puts after `@bot `; `here` means in this chat. */
  readonly switchInline?: { readonly query: string; readonly here: boolean };
}

/** The largest size of a photo. */
export interface PhotoView {
  /** The file id of this bot. */
  readonly fileId: string;
  /** Equal bytes have equal unique ids. For `fileBytes`. */
  readonly fileUniqueId: string;
  /** After EXIF orientation. */
  readonly widthPx: number;
  /** After EXIF orientation. */
  readonly heightPx: number;
  readonly sizeBytes: number;
}

/** A document, video or sticker. */
export interface FileView {
  /** The file id of this bot. */
  readonly fileId: string;
  /** Equal bytes have equal unique ids. For `fileBytes`. */
  readonly fileUniqueId: string;
  readonly fileName?: string;
  readonly mimeType: string;
  /** As the sender declared it; can be more than there are bytes. */
  readonly sizeBytes: number;
}

/** The kinds of messages. */
export type MessageKind = "text" | "photo" | "document" | "video" | "sticker";

/** A message as it is now in a user's chat with a bot. */
export interface MessageView {
  /** Unique among the bot's messages; a later message has a higher id. */
  readonly messageId: number;
  readonly botId: number;
  readonly from: "user" | "bot";
  /** The number of the latest change: sent or edited. */
  readonly event: number;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly kind: MessageKind;
  /** Text or caption without markup; empty when there is none. */
  readonly text: string;
  /** The text or caption as Telegram HTML. */
  readonly html: string;
  readonly photo?: PhotoView;
  /** A document, video or sticker. */
  readonly file?: FileView;
  /** The messages of one album share it. */
  readonly mediaGroupId?: string;
  /** Rows of inline buttons; empty when there are none. */
  readonly keyboard: readonly (readonly ButtonView[])[];
  /** Rows of the reply keyboard that came with the message; empty when the message removed the keyboard. */
  readonly replyKeyboard?: readonly (readonly string[])[];
  readonly editCount: number;
  /** Whether a user sent it through inline mode. */
  readonly viaInline: boolean;
}

/** A bot's answer to a click. */
export interface ClickAnswer {
  readonly event: number;
  readonly callbackQueryId: string;
  /** Empty when the answer only ends the button's spinner. */
  readonly text: string;
  /** Whether the text comes in a box that the user must close. */
  readonly alert: boolean;
  /** The address that the user's app opens. */
  readonly url?: string;
}

/** A user's chat with a bot as it is now. Deleted messages are not in it. */
export interface Transcript {
  readonly userId: number;
  readonly botId: number;
  /** The number of the server's latest event; can be used as `after`. */
  readonly event: number;
  /** Oldest first. */
  readonly messages: readonly MessageView[];
  /** Oldest first. */
  readonly answers: readonly ClickAnswer[];
  /** Whether the user blocks the bot. */
  readonly blocked: boolean;
}

/** One result of an inline query as the user sees it. */
export interface InlineResultView {
  /** For `chooseInlineResult`. */
  readonly id: string;
  /** Telegram's type: `article`, `photo` or `document`. */
  readonly type: string;
  /** Empty when there is none. */
  readonly title: string;
  /** Empty when there is none. */
  readonly description: string;
  /** The caption, or the text that this result sends when it is chosen. */
  readonly text: string;
  readonly photo?: PhotoView;
  /** The inline buttons of the message that this result sends. */
  readonly keyboard: readonly (readonly ButtonView[])[];
}

/** A bot's answer to an inline query. */
export interface InlineAnswerView {
  /** For `chooseInlineResult`. */
  readonly inlineQueryId: string;
  /** In the bot's order. */
  readonly results: readonly InlineResultView[];
  /** Empty when there are no more results. */
  readonly nextOffset: string;
  readonly isPersonal: boolean;
  /** How long Telegram may repeat the answer. This server asks the bot every time. */
  readonly cacheTimeSeconds: number;
}

/** How the media of a call came. An album with at least one upload counts as `upload`. */
export type MediaSource = "none" | "file_id" | "upload" | "url";

/** One Bot API call. */
export interface CallRecord {
  /** A later call has a higher id. Can be used as `sinceId`. */
  readonly id: number;
  /** The arrival, in milliseconds since 1970. */
  readonly at: number;
  readonly botId: number;
  /** As Telegram spells it, such as `sendPhoto`. */
  readonly method: string;
  readonly chatId?: number;
  /** HTTP status; 0 when the connection was dropped. */
  readonly status: number;
  /** Absent when the call succeeded. */
  readonly description?: string;
  readonly media: MediaSource;
  /** The size of all uploads together; 0 for a file id. */
  readonly uploadedBytes: number;
  /** From the end of the request to the beginning of the answer. */
  readonly durationMs: number;
  /** The parameters. JSON text is parsed, uploads are left out. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One command of a bot's menu. */
export interface CommandView {
  /** Without the slash. */
  readonly command: string;
  readonly description: string;
}
