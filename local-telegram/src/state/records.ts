/**
 * What the server remembers. Rows are plain JSON, so that the journal can store them.
 * @module
 */
import type { FileIdDeath, MessageKind, TelegramUser } from "../control/control.ts";
import type { Entity, FormattedText } from "../text/entity.ts";
import type { Collection, Journal } from "./journal.ts";

/** A bot; its key is its id. */
export interface BotRecord {
  readonly id: number;
  readonly token: string;
  readonly username: string;
  readonly firstName: string;
  /** As the last `getUpdates` or `setWebhook` asked; absent or empty means all kinds. */
  readonly allowedUpdates?: readonly string[];
}

/** A user; its key is its id. */
export interface UserRecord extends TelegramUser {
  readonly deactivated?: boolean;
}

/** A user's chat with a bot, which the user has opened; its key is `botId:userId`. */
export interface ChatRecord {
  readonly blocked: boolean;
}

/** The kind of a file. It decides the first byte of the file's ids. */
export type FileKind = "photo" | "document" | "video" | "sticker";

/** A file that Telegram holds; its key is its serial number. */
export interface FileRecord {
  readonly serial: number;
  readonly kind: FileKind;
  /** Hexadecimal. */
  readonly sha256: string;
  /** As the sender declared it; can be more than there are bytes. */
  readonly sizeBytes: number;
  readonly mimeType: string;
  readonly fileName?: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Set by `forgetAllFiles`. */
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
  /** Whether it was sent through inline mode. */
  readonly viaInline?: boolean;
  readonly inlineMessageId?: string;
}

/** The content of a message. For a file, `text` and `entities` are its caption. */
export interface MessageContent extends FormattedText {
  readonly kind: MessageKind;
  readonly text: string;
  readonly entities: readonly Entity[];
  /** The file's serial number; absent for a text. */
  readonly file?: number;
  readonly spoiler?: boolean;
  readonly captionAbove?: boolean;
}

/** An update that the bot has not confirmed yet; its key is `botId:updateId`. */
export interface QueuedUpdate {
  readonly botId: number;
  readonly updateId: number;
  /** The user who acted. Updates of one user are delivered in order. */
  readonly userId: number;
  /** The update without its `update_id`. */
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

/** An inline button as the Bot API writes it. */
export interface InlineButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
  readonly switch_inline_query?: string;
  readonly switch_inline_query_current_chat?: string;
  readonly switch_inline_query_chosen_chat?: { readonly query?: string };
  readonly copy_text?: { readonly text: string };
  readonly web_app?: { readonly url: string };
}

/** One result of an inline query as the bot gave it, with its content prepared. */
export interface InlineResult {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  /** The content of the message that choosing this result sends. */
  readonly content: MessageContent;
  readonly buttons?: readonly (readonly InlineButton[])[];
}

/** A bot's answer to an inline query. */
export interface InlineAnswer {
  readonly event: number;
  readonly results: readonly InlineResult[];
  readonly nextOffset: string;
  readonly isPersonal: boolean;
  readonly cacheTimeSeconds: number;
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

/** A bot command as `setMyCommands` sets it. */
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
  /** How the ids of a file fail for a bot, by `botId:serial`. */
  readonly spoiltIds: Collection<FileIdDeath>;
  readonly links: Collection<LinkRecord>;
  readonly messages: Collection<MessageRecord>;
  readonly updates: Collection<QueuedUpdate>;
  readonly webhooks: Collection<WebhookRecord>;
  readonly clicks: Collection<ClickRecord>;
  readonly inlineQueries: Collection<InlineQueryRecord>;
  /** By `botId:scope:language`. */
  readonly commands: Collection<readonly CommandRecord[]>;
  /** By `botId:which:language`; `which` is `name`, `description` or `short_description`. */
  readonly profileTexts: Collection<string>;
  readonly counters: Collection<number>;
}

/** Makes the state; `journal` stores it. */
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

/** Returns the next number of a series, starting with 1. A series continues after a restart. */
export function nextNumber(state: State, series: string): number {
  const next = (state.counters.get(series) ?? 0) + 1;
  state.counters.set(series, next);
  return next;
}
