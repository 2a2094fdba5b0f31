/**
 * What the server remembers. Rows are plain JSON, so that the journal can keep them.
 * @module
 */
import type { FileIdDeath, MessageKind, TelegramUser } from "./control.ts";
import type { InlineButton } from "./markup.ts";
import type { InlineAnswer } from "./inline_answer.ts";
import type { Entity, FormattedText } from "./formatted_text.ts";
import type { Collection, Journal } from "./journal.ts";

/** A bot; its key is its id. */
export interface BotRecord {
  readonly id: number;
  readonly token: string;
  readonly username: string;
  readonly firstName: string;
  /** As the last `getUpdates` or `setWebhook` asked; everything when absent. */
  readonly allowedUpdates?: readonly string[];
}

/** A user; its key is its id. */
export interface UserRecord extends TelegramUser {
  readonly deactivated?: boolean;
}

/** An opened chat of a user with a bot; its key is `botId:userId`. */
export interface ChatRecord {
  readonly blocked: boolean;
}

/** What kind a file is; decides the first byte of its ids. */
export type FileKind = "photo" | "document" | "video" | "sticker";

/** A file that Telegram holds; its key is its serial. */
export interface FileRecord {
  readonly serial: number;
  readonly kind: FileKind;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
  /** As declared, which may be more than the bytes. */
  readonly sizeBytes: number;
  readonly mimeType: string;
  readonly fileName?: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** `forgetAllFiles` was called after it came. */
  readonly forgotten?: boolean;
}

/** A message; its key is `botId:userId:messageId`. */
export interface MessageRecord {
  readonly botId: number;
  readonly userId: number;
  readonly messageId: number;
  readonly from: "user" | "bot";
  readonly event: number;
  readonly sentAt: number;
  readonly editedAt?: number;
  readonly editCount: number;
  readonly content: MessageContent;
  readonly buttons?: readonly (readonly InlineButton[])[];
  readonly replyKeyboard?: readonly (readonly string[])[];
  readonly replyTo?: number;
  readonly mediaGroupId?: string;
  /** Sent through inline mode. */
  readonly viaInline?: boolean;
  readonly inlineMessageId?: string;
}

/** What a message carries; `text` and `entities` are the caption of a file. */
export interface MessageContent extends FormattedText {
  readonly kind: MessageKind;
  readonly text: string;
  readonly entities: readonly Entity[];
  /** Serial of the file; absent for text. */
  readonly file?: number;
  readonly spoiler?: boolean;
  readonly captionAbove?: boolean;
}

/** An update that the bot has not confirmed; its key is `botId:updateId`. */
export interface QueuedUpdate {
  readonly botId: number;
  readonly updateId: number;
  /** Whose act it tells; updates of one user are delivered in order. */
  readonly userId: number;
  /** The update as sent, without `update_id`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A webhook; its key is the bot's id. */
export interface WebhookRecord {
  readonly url: string;
  readonly secretToken?: string;
  readonly maxConnections: number;
  readonly setAt: number;
  readonly lastErrorAt?: number;
  readonly lastErrorMessage?: string;
}

/** A press on a callback button; its key is the query's id. */
export interface ClickRecord {
  readonly botId: number;
  readonly userId: number;
  readonly at: number;
  readonly answer?: {
    readonly event: number;
    readonly text: string;
    readonly alert: boolean;
    readonly url?: string;
  };
}

/** An inline query; its key is the query's id. */
export interface InlineQueryRecord {
  readonly botId: number;
  readonly userId: number;
  readonly query: string;
  readonly at: number;
  readonly answer?: InlineAnswer;
}

/** A download link of `getFile`; its key is `botId:filePath`. */
export interface LinkRecord {
  readonly serial: number;
  readonly expiresAt: number;
}

/** A bot command as `setMyCommands` stores it. */
export interface CommandRecord {
  readonly command: string;
  readonly description: string;
}

/** Everything that the server remembers. */
export interface State {
  readonly bots: Collection<BotRecord>;
  readonly users: Collection<UserRecord>;
  readonly chats: Collection<ChatRecord>;
  readonly files: Collection<FileRecord>;
  /** How the ids of a file died for a bot, by `botId:serial`. */
  readonly spoiltIds: Collection<FileIdDeath>;
  readonly links: Collection<LinkRecord>;
  readonly messages: Collection<MessageRecord>;
  readonly updates: Collection<QueuedUpdate>;
  readonly webhooks: Collection<WebhookRecord>;
  readonly clicks: Collection<ClickRecord>;
  readonly inlineQueries: Collection<InlineQueryRecord>;
  /** By `botId:scope:language`. */
  readonly commands: Collection<readonly CommandRecord[]>;
  /** Name, description and short description by `botId:which:language`. */
  readonly profileTexts: Collection<string>;
  readonly counters: Collection<number>;
}

/** The state that `journal` keeps. */
export function createState(journal: Journal): State {
  return {
    bots: journal.collection("bots"),
    users: journal.collection("users"),
    chats: journal.collection("chats"),
    files: journal.collection("files"),
    spoiltIds: journal.collection("spoiltIds"),
    links: journal.collection("links"),
    messages: journal.collection("messages"),
    updates: journal.collection("updates"),
    webhooks: journal.collection("webhooks"),
    clicks: journal.collection("clicks"),
    inlineQueries: journal.collection("inlineQueries"),
    commands: journal.collection("commands"),
    profileTexts: journal.collection("profileTexts"),
    counters: journal.collection("counters"),
  };
}

/** The next number of a series that survives a restart; the first is 1. */
export function nextNumber(state: State, series: string): number {
  const next = (state.counters.get(series) ?? 0) + 1;
  state.counters.set(series, next);
  return next;
}
