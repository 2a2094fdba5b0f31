/**
 * What the control takes. Types only.
 * @module
 */
import type { PageAdditions } from "../page/additions.ts";
import type { RefusalName } from "../state/refusals.ts";
import type { MessageKind } from "./views.ts";

/** Chooses a bot of a server that has several. */
export interface BotChoice {
  /** The number before the colon of the bot's token; the first bot when left out. */
  readonly botId?: number;
}

/** Makes a message a part of an album. */
export interface AlbumPart {
  /**
   * The album's `media_group_id`. Messages with the same one are one album, whatever they hold and whenever they are
   * sent. Without it, the message stands alone.
   */
  readonly mediaGroupId?: string;
}

/** Limits a wait. */
export interface WaitLimit {
  /** 180 000 when left out. A wait that lasts longer hangs. */
  readonly timeoutMs?: number;
}

/** A bot that the server is to serve. */
export interface NewBot {
  /** `<number>:<secret>`; the number is the bot's id. */
  readonly token: string;
  /** Without `@`. */
  readonly username: string;
  /** The user name when left out. */
  readonly firstName?: string;
}

/** A person with a Telegram account. */
export interface TelegramUser {
  /** A positive whole number. It is also the id of the user's private chat. */
  readonly id: number;
  readonly firstName: string;
  /** Without `@`. */
  readonly username?: string;
  /** The IETF language tag that the user's app reports, such as `fr` or `fr-CA`. */
  readonly languageCode?: string;
}

/** A file that a user sends as a document. */
export interface DocumentToSend {
  /** With its extension. */
  readonly fileName: string;
  /** As the user's app reports it; the server does not check it. */
  readonly mimeType: string;
  /** The size that Telegram reports, when it must differ from the real size. A test can play a large file this way. */
  readonly declaredSizeBytes?: number;
  readonly caption?: string;
}

/** Selects calls of the call log. `getUpdates` is included only when `method` names it. */
export interface CallFilter extends BotChoice {
  /** Only calls after the one with this id. */
  readonly sinceId?: number;
  /** In any case. */
  readonly method?: string;
  readonly chatId?: number;
}

/** A failure of Bot API calls. Without `code`, `htmlBody` and `dropConnection` it only delays or holds a call. */
export interface Fault extends BotChoice {
  /** Any method when left out. `file`: downloads of files, which answer with `code` and `htmlBody` at once. */
  readonly method?: string;
  /** Only calls whose parameters, as JSON, contain this text. */
  readonly match?: string;
  /** A refusal of Telegram by its name, instead of code and description. `src/state/refusals.ts` lists them. */
  readonly refusal?: RefusalName;
  /** HTTP status and `error_code`. */
  readonly code?: number;
  /** The whole description with its prefix, as Telegram sends it. */
  readonly description?: string;
  /**
   * Seconds; also sent as the header `Retry-After`. With the code 429, later calls of the method in the same chat are
   * refused too, until this time has passed.
   */
  readonly retryAfter?: number;
  /** How many calls the fault hits; 1 when left out. */
  readonly times?: number | "always";
  /** The wait before anything else happens. */
  readonly delayMs?: number;
  /** Holds the call before it acts, until `releaseFault` or `clearFaults`. */
  readonly hold?: boolean;
  /**
   * `before`: the call does not act. `after`: the call acts, and its answer is lost. The server drops only new
   * connections, because HTTP clients silently repeat a request that fails on a reused connection.
   */
  readonly dropConnection?: "before" | "after";
  /** Sent instead of JSON, as a proxy in front of Telegram does. The status is `code`, or 502 without one. */
  readonly htmlBody?: string;
}

/** How a file id fails; see `killFileId`. */
export type FileIdDeath = "dead" | "garbage" | "foreign" | "wrongType";

/** Selects the bot's message to wait for. */
export interface NextMessage extends BotChoice, WaitLimit {
  /** Only a message that was sent or edited after this event. */
  readonly after?: number;
  /** Only a message whose text or caption contains this. */
  readonly containing?: string;
  /** Only the message with this id; used to wait for an edit. */
  readonly messageId?: number;
  readonly kind?: MessageKind;
}

/** Options of a local Telegram. */
export interface LocalTelegramOptions {
  /** A free port when left out. */
  readonly port?: number;
  /** The folder for all data; everything is kept in memory when left out. */
  readonly dataDir?: string;
  /** The token of the first bot. */
  readonly token?: string;
  /** The user name of the first bot, without `@`. */
  readonly botUsername?: string;
  /** The name that people read; the username if absent. */
  readonly botName?: string;
  /** The clock, in milliseconds since 1970; the machine's clock when left out. */
  readonly now?: () => number;
  /** What the chat page shows besides the chats; nothing when left out. */
  readonly page?: PageAdditions;
}
