/**
 * What a test, the demo or the chat page can do to the local Telegram: act as users, look at what they
 * see, read the log of Bot API calls, and make the server fail. Types only; one interface with two
 * implementations (in process, and over HTTP under `/control/`).
 * @module
 */
import type {
  BotChoice,
  CallFilter,
  DocumentToSend,
  Fault,
  FileIdDeath,
  NewBot,
  NextMessage,
  TelegramUser,
  WaitLimit,
} from "./inputs.ts";
import type {
  BotSummary,
  CallRecord,
  Click,
  ClickAnswer,
  CommandView,
  InlineAnswerView,
  MessageView,
  Transcript,
  UserAct,
} from "./views.ts";

export type * from "./inputs.ts";
export type * from "./views.ts";

/**
 * The control of a local Telegram. Every method refuses a wrong request by throwing `LocalTelegramError`
 * (code `local_telegram_refused`), and a wait that lasts too long with code `local_telegram_timeout`
 * and the chat's present state in the message. A user who acts without having been defined is called
 * `User <id>` and has no language.
 */
export interface TelegramControl {
  /** Serves one more bot; again with the same token changes its names. */
  addBot(bot: NewBot): Promise<BotSummary>;
  /** The bots that are served, the first one first. */
  bots(): Promise<readonly BotSummary[]>;

  /** Creates or changes a user. */
  defineUser(user: TelegramUser): Promise<TelegramUser>;
  /** All who were defined or have acted. */
  users(): Promise<readonly TelegramUser[]>;

  /** Sends a text; `/start` opens the chat, as any first message does here. */
  sendText(userId: number, text: string, options?: BotChoice): Promise<UserAct>;
  /**
   * Follows `https://t.me/<bot>?start=<payload>`, which sends `/start <payload>`. Refused for another bot's link
   * and for a payload that is not 1–64 of `A-Z a-z 0-9 _ -`.
   */
  openDeepLink(userId: number, link: string, options?: BotChoice): Promise<UserAct>;
  /** Sends bytes as a photo; throws when they are not a picture that Telegram takes. */
  sendPhoto(
    userId: number,
    bytes: Uint8Array,
    options?: BotChoice & { readonly caption?: string },
  ): Promise<UserAct>;
  /** Sends 2–10 photos: one update each, one `media_group_id`. The caption goes on the first. */
  sendAlbum(
    userId: number,
    photos: readonly Uint8Array[],
    options?: BotChoice & { readonly caption?: string },
  ): Promise<UserAct>;
  /** Sends bytes as a file. */
  sendDocument(
    userId: number,
    bytes: Uint8Array,
    document: DocumentToSend,
    options?: BotChoice,
  ): Promise<UserAct>;
  /** Sends a sticker, one and the same. */
  sendSticker(userId: number, options?: BotChoice): Promise<UserAct>;
  /** Sends a video without pictures. */
  sendVideo(userId: number, options?: BotChoice & { readonly caption?: string }): Promise<UserAct>;
  /**
   * Presses a callback button, named by its callback data or its text. Refused when the message carries
   * no such button, unless `forged` says that a modified client sends this callback data.
   */
  click(
    userId: number,
    messageId: number,
    button: string,
    options?: BotChoice & { readonly forged?: boolean },
  ): Promise<Click>;
  /** Types `@bot query` and waits for the bot's answer. */
  inlineQuery(
    userId: number,
    query: string,
    options?: BotChoice & WaitLimit & { readonly offset?: string },
  ): Promise<InlineAnswerView>;
  /** Sends a result into the user's chat with the bot; the bot hears of the choice and of the message. */
  chooseInlineResult(userId: number, inlineQueryId: string, resultId: string): Promise<UserAct>;
  /** Blocks the bot: later sends are refused, and the bot is told. */
  block(userId: number, options?: BotChoice): Promise<UserAct>;
  /** Takes the block back. */
  unblock(userId: number, options?: BotChoice): Promise<UserAct>;
  /** Deletes the account: every later send is answered `user is deactivated`. */
  deactivate(userId: number): Promise<void>;

  /** What stands in the user's chat with the bot now. */
  transcript(userId: number, options?: BotChoice): Promise<Transcript>;
  /** The commands that this user's menu shows: scope and language resolved as Telegram does. */
  menu(userId: number, options?: BotChoice): Promise<readonly CommandView[]>;
  /** The bytes behind a photo or file that a chat shows. */
  fileBytes(fileUniqueId: string): Promise<Uint8Array>;
  /** The log of calls, oldest first; the latest 20 000 are kept, in memory only. */
  calls(filter?: CallFilter): Promise<readonly CallRecord[]>;

  /** The oldest bot message in the chat that matches, as soon as there is one. */
  nextBotMessage(userId: number, options?: NextMessage): Promise<MessageView>;
  /** The bot's answer to a click. */
  waitForAnswer(callbackQueryId: string, options?: WaitLimit): Promise<ClickAnswer>;
  /** The first finished call that matches. */
  waitForCall(filter: CallFilter & WaitLimit): Promise<CallRecord>;
  /**
   * Returns when the bot has confirmed every update and no call but `getUpdates` is under way. With `userId`, when it has
   * confirmed every update of that user.
   */
  waitForIdle(options?: BotChoice & WaitLimit & { readonly userId?: number }): Promise<void>;

  /** Makes calls fail; the newest matching fault wins. Returns its id. */
  injectFault(fault: Fault): Promise<number>;
  /** Lets the calls go on that a fault with `hold` holds, and ends the fault. */
  releaseFault(faultId: number): Promise<void>;
  /** How many calls the fault has hit. */
  faultHits(faultId: number): Promise<number>;
  /** Returns the number of hits as soon as there is one: with `hold`, a call is waiting then. */
  waitForFault(faultId: number, options?: WaitLimit): Promise<number>;
  /** Ends every fault and lets held calls go on. Dead file ids stay dead. */
  clearFaults(): Promise<void>;
  /**
   * Makes a file id, and every size of the same photo for the same bot, fail as real ones do: `dead` and
   * `foreign` are well formed and refused (`wrong file identifier/HTTP URL specified`, on an edit
   * `MEDIA_EMPTY`), `garbage` cannot be unserialized, `wrongType` reads as a document's. The picture stays
   * in the chats that show it. The same bytes sent again get a new, living id.
   */
  killFileId(fileId: string, mode: FileIdDeath): Promise<void>;
  /** Kills (`dead`) every file id that any bot holds. */
  forgetAllFiles(): Promise<void>;
  /** Ends the link of `getFile`: downloads answer 404 until `getFile` is called again. */
  expireFilePath(filePath: string): Promise<void>;
  /** 1 message per second and chat, else 429; off at first. */
  setFloodModel(model: "one_per_second" | "off"): Promise<void>;
  /** Moves the server's clock forward. */
  advanceClock(byMs: number): Promise<void>;
}

/** A running local Telegram. */
export interface LocalTelegram {
  /** `http://127.0.0.1:<port>`, for grammY's `apiRoot`; the chat page is at its root. */
  readonly url: string;
  /** The first bot's token. */
  readonly token: string;
  /** The control in process; `createControlClient(url)` is the same from elsewhere. */
  readonly control: TelegramControl;
}
