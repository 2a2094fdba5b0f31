/**
 * What the control shows of chats and calls. Types only.
 * @module
 */

/** A bot as the outside sees it: everything but its token. */
export interface BotSummary {
  /** The number before the colon of the bot's token. */
  readonly id: number;
  /** Without `@`. */
  readonly username: string;
  /** The name that chats show. */
  readonly firstName: string;
  /** What an empty chat shows, in the default language. */
  readonly description: string;
  /** What the profile shows, in the default language. */
  readonly shortDescription: string;
}

/**
 * A user's act as the server recorded it. `event` numbers every change of any chat in one sequence, so
 * it serves as the `after` of a wait: what answers this act has a higher number.
 */
export interface UserAct {
  /** The number of the latest change that the act made. */
  readonly event: number;
  /** What the bot was told; empty when the bot is told nothing. */
  readonly updateIds: readonly number[];
  /** The messages that the act put into the chat; empty for a click or a block. */
  readonly messageIds: readonly number[];
}

/** A user's press on a callback button. */
export interface Click extends UserAct {
  /** What `waitForAnswer` takes. */
  readonly callbackQueryId: string;
}

/** One inline button; exactly one of the last three fields is there. */
export interface ButtonView {
  /** The label. */
  readonly text: string;
  /** What a press sends. */
  readonly callbackData?: string;
  /** What a press opens. */
  readonly url?: string;
  /** What `@bot ` is followed by; `here` when the button asks for this same chat. */
  readonly switchInline?: { readonly query: string; readonly here: boolean };
}

/** The largest size of a photo. */
export interface PhotoView {
  /** This bot's id of the largest size. */
  readonly fileId: string;
  /** Content-addressed: equal bytes have equal unique ids. Serves `fileBytes`. */
  readonly fileUniqueId: string;
  /** After EXIF orientation. */
  readonly widthPx: number;
  /** After EXIF orientation. */
  readonly heightPx: number;
  /** Of the bytes that were sent. */
  readonly sizeBytes: number;
}

/** A document, video or sticker. */
export interface FileView {
  /** This bot's id. */
  readonly fileId: string;
  /** Content-addressed. Serves `fileBytes`. */
  readonly fileUniqueId: string;
  /** As its sender named it. */
  readonly fileName?: string;
  /** As its sender declared it. */
  readonly mimeType: string;
  /** As declared, which may be more than the bytes. */
  readonly sizeBytes: number;
}

/** What a message carries. */
export type MessageKind = "text" | "photo" | "document" | "video" | "sticker";

/** A message as it stands now in a user's chat with a bot. */
export interface MessageView {
  /** Unique among the bot's messages; rising. */
  readonly messageId: number;
  /** The bot of the chat. */
  readonly botId: number;
  /** Who sent it. */
  readonly from: "user" | "bot";
  /** The number of its latest change: sent or edited. */
  readonly event: number;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** What it carries. */
  readonly kind: MessageKind;
  /** Text or caption without markup; empty when there is none. */
  readonly text: string;
  /** The same with its entities as Telegram HTML. */
  readonly html: string;
  /** Of a photo only. */
  readonly photo?: PhotoView;
  /** Of a document, video or sticker only. */
  readonly file?: FileView;
  /** Shared by the messages of an album. */
  readonly mediaGroupId?: string;
  /** Rows of inline buttons; empty when there are none. */
  readonly keyboard: readonly (readonly ButtonView[])[];
  /** Rows of a reply keyboard that came with the message; empty rows mean "removed". */
  readonly replyKeyboard?: readonly (readonly string[])[];
  /** How often the bot has edited it. */
  readonly editCount: number;
  /** A message sent through inline mode. */
  readonly viaInline: boolean;
}

/** A bot's answer to a click: a toast, an alert, or only the end of the spinner (empty text). */
export interface ClickAnswer {
  /** The number of this change. */
  readonly event: number;
  /** The click that it answers. */
  readonly callbackQueryId: string;
  /** Empty when only the spinner ends. */
  readonly text: string;
  /** A box to be closed, not a toast. */
  readonly alert: boolean;
  /** What the client is to open. */
  readonly url?: string;
}

/** A user's chat with a bot: what stands there now, oldest first. Deleted messages are gone. */
export interface Transcript {
  /** Whose chat. */
  readonly userId: number;
  /** With which bot. */
  readonly botId: number;
  /** The number of the server's latest event, for use as `after`. */
  readonly event: number;
  /** Oldest first. */
  readonly messages: readonly MessageView[];
  /** Oldest first. */
  readonly answers: readonly ClickAnswer[];
  /** Whether the user blocks the bot now. */
  readonly blocked: boolean;
}

/** One result of an inline query as the user sees it. */
export interface InlineResultView {
  /** What `chooseInlineResult` takes. */
  readonly id: string;
  /** `photo` for a cached photo, else Telegram's own type, for example `article`. */
  readonly type: string;
  /** Empty when there is none. */
  readonly title: string;
  /** Empty when there is none. */
  readonly description: string;
  /** Caption, or the text that choosing the result would send. */
  readonly text: string;
  /** Of a photo only. */
  readonly photo?: PhotoView;
  /** What stands under the message that choosing it sends. */
  readonly keyboard: readonly (readonly ButtonView[])[];
}

/** A bot's answer to an inline query. */
export interface InlineAnswerView {
  /** What `chooseInlineResult` takes. */
  readonly inlineQueryId: string;
  /** In the order that the bot gave. */
  readonly results: readonly InlineResultView[];
  /** Empty when there are no more results. */
  readonly nextOffset: string;
  /** Whether others may be shown the same. */
  readonly isPersonal: boolean;
  /** How long clients may keep it; this server asks the bot every time. */
  readonly cacheTimeSeconds: number;
}

/** How the media of a call came: bytes, a known file, an address; `upload` wins in a mixed album. */
export type MediaSource = "none" | "file_id" | "upload" | "url";

/** One Bot API call. */
export interface CallRecord {
  /** Rising by one per call; serves as `sinceId`. */
  readonly id: number;
  /** Milliseconds since 1970, when the call arrived. */
  readonly at: number;
  /** Who called. */
  readonly botId: number;
  /** As Telegram spells it, for example `sendPhoto`. */
  readonly method: string;
  /** Absent for a call without a chat. */
  readonly chatId?: number;
  /** HTTP status; 0 when the connection was dropped. */
  readonly status: number;
  /** The error's description; absent when the call succeeded. */
  readonly description?: string;
  /** How its media came. */
  readonly media: MediaSource;
  /** The size of all uploads together; 0 for a file id. */
  readonly uploadedBytes: number;
  /** From the request read to the answer ready. */
  readonly durationMs: number;
  /** The parameters as sent, with JSON text parsed and uploads left out. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The commands menu's entry. */
export interface CommandView {
  /** Without the slash. */
  readonly command: string;
  /** In the user's language, where the bot has it. */
  readonly description: string;
}
