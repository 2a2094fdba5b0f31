/**
 * What the control of the local Telegram is given. Types only.
 * @module
 */
import type { MessageKind } from "./views.ts";

/** Which bot is meant, where a server runs several; the first one when left out. */
export interface BotChoice {
  /** The number before the colon of the bot's token. */
  readonly botId?: number;
}

/** How long a wait may last; three minutes when left out: what lasts longer hangs. */
export interface WaitLimit {
  /** Milliseconds. */
  readonly timeoutMs?: number;
}

/** A bot to be served. The number before the token's colon is the bot's id. */
export interface NewBot {
  /** `<number>:<secret>`. */
  readonly token: string;
  /** Without `@`. */
  readonly username: string;
  /** The user name when left out. */
  readonly firstName?: string;
}

/** A person with a Telegram account. */
export interface TelegramUser {
  /** A positive whole number; also the id of the user's private chat. */
  readonly id: number;
  /** What the bot is told as `first_name`. */
  readonly firstName: string;
  /** Without `@`. */
  readonly username?: string;
  /** IETF language tag as the user's client reports it, for example `fr` or `fr-CA`. */
  readonly languageCode?: string;
}

/** A file that a user sends as a document. */
export interface DocumentToSend {
  /** With its extension. */
  readonly fileName: string;
  /** As the client reports it; nobody checks it. */
  readonly mimeType: string;
  /** The size that Telegram declares, when it is to differ from the bytes' (20 MB need not be shipped). */
  readonly declaredSizeBytes?: number;
  /** Plain text. */
  readonly caption?: string;
}

/** Which calls are meant. `getUpdates` is listed only when it is asked for by name. */
export interface CallFilter extends BotChoice {
  /** Only calls after this one. */
  readonly sinceId?: number;
  /** Compared without regard to case. */
  readonly method?: string;
  /** The call's `chat_id`. */
  readonly chatId?: number;
}

/** A failure to make. Without `code`, `htmlBody` and `dropConnection` the call is only slowed or held. */
export interface Fault extends BotChoice {
  /** Any method when left out. */
  readonly method?: string;
  /** Only calls whose payload, as JSON, contains this text. */
  readonly match?: string;
  /** HTTP status and `error_code`. */
  readonly code?: number;
  /** The whole description, with its prefix, as Telegram would send it. */
  readonly description?: string;
  /** Seconds; also sent as the header `Retry-After`. With the code 429, the same in this chat is refused until then. */
  readonly retryAfter?: number;
  /** How many calls are hit; 1 when left out. */
  readonly times?: number | "always";
  /** Waits this long before anything else. */
  readonly delayMs?: number;
  /** Holds the call, before it acts, until `releaseFault` or `clearFaults`. */
  readonly hold?: boolean;
  /**
   * `before`: the call never acts. `after`: it has acted, and the answer is lost. No connection is kept
   * until then: what breaks on one that was, HTTP clients send again by themselves, and the caller would not notice.
   */
  readonly dropConnection?: "before" | "after";
  /** Answered instead of JSON, as a proxy in front of Telegram would. Status is `code`, or 502. */
  readonly htmlBody?: string;
}

/** How a file id goes bad; see `killFileId`. */
export type FileIdDeath = "dead" | "garbage" | "foreign" | "wrongType";

/** Which bot message a wait is for. */
export interface NextMessage extends BotChoice, WaitLimit {
  /** Only a message sent or edited after this event; the start of time when left out. */
  readonly after?: number;
  /** Only messages whose text or caption contains this. */
  readonly containing?: string;
  /** Only this message (an edit in place is awaited so). */
  readonly messageId?: number;
  /** Only messages of this kind. */
  readonly kind?: MessageKind;
}

/** How to open a local Telegram. */
export interface LocalTelegramOptions {
  /** A free one when left out. */
  readonly port?: number;
  /** Where everything is kept; in memory only when left out. */
  readonly dataDir?: string;
  /** The first bot's token. */
  readonly token?: string;
  /** The first bot's user name, without `@`. */
  readonly botUsername?: string;
  /** Milliseconds since 1970; the machine's clock when left out. */
  readonly now?: () => number;
}
