/** Why Telegram does not give a file. */
export type TelegramRefusal =
  /** The id is that of another bot, or is wrong. */
  | "not_given"
  | "link_ended"
  | "file_too_big"
  /** Telegram cannot be reached, or refuses the token. */
  | "unavailable"
  /** Only a bot can ask, and none is configured. */
  | "no_bot";

/** The bytes of a file, or why there are none. */
export type TelegramFile =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly refused: TelegramRefusal };

/** A link of `getFile` that a row contains. */
export interface TelegramLink {
  readonly botId: number;
  readonly token: string;
  readonly path: string;
  readonly origin: string;
}

/** Files that Telegram keeps. `src/telegram/` implements it. Nothing here throws, and nothing names a token. */
export interface TelegramFiles {
  /** The bot that asks; undefined when none is configured. */
  readonly botId: number | undefined;
  /** Whether {@link byLink} asks for such a link: one of this bot, or of Telegram's own server. */
  takes(link: TelegramLink): boolean;
  /** Downloads a file of at most 20 MiB. */
  byId(fileId: string): Promise<TelegramFile>;
  /** Downloads by a link. A link of this bot is asked for with the token that the bot has now. */
  byLink(link: TelegramLink): Promise<TelegramFile>;
}
