/**
 * The control of a local Telegram. Types only. It has two implementations: one in process, one over HTTP.
 * @module
 */
import type {
  AlbumPart,
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
import type { PagePanels } from "../page/additions.ts";
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
export type * from "../page/additions.ts";

/**
 * Acts as users, shows what they see, reads the log of Bot API calls, and makes the server fail.
 *
 * Every method throws a `LocalTelegramError`: with the code `local_telegram_refused` for a wrong request, and with
 * `local_telegram_timeout` after a wait that was too long. A user who acts without being defined is called
 * `User <id>` and has no language.
 */
export interface TelegramControl {
  /** Serves one more bot. With a known bot id it changes the token and the names of that bot. */
  addBot(bot: NewBot): Promise<BotSummary>;
  /**
   * Lists the bots; the first bot comes first. Their names and texts are those of the default language, or with `userId`
   * those that this user's app shows.
   */
  bots(options?: { readonly userId?: number }): Promise<readonly BotSummary[]>;

  /** Creates or changes a user. */
  defineUser(user: TelegramUser): Promise<TelegramUser>;
  /** Lists all users who were defined or have acted. */
  users(): Promise<readonly TelegramUser[]>;

  /** Sends a text. Any first message opens the chat with the bot. */
  sendText(userId: number, text: string, options?: BotChoice): Promise<UserAct>;
  /**
   * Follows `https://t.me/<bot>?start=<payload>`, which sends `/start <payload>`. It refuses a link to another bot, and
   * a payload that is not 1 to 64 of `A-Z a-z 0-9 _ -`.
   */
  openDeepLink(userId: number, link: string, options?: BotChoice): Promise<UserAct>;
  /** Sends bytes as a photo. It refuses what Telegram refuses. */
  sendPhoto(
    userId: number,
    bytes: Uint8Array,
    options?: BotChoice & AlbumPart & { readonly caption?: string },
  ): Promise<UserAct>;
  /**
   * Sends 2 to 10 photos as an album. The bot gets one update for each photo, all with the same `media_group_id`. The
   * first photo has the caption.
   */
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
    options?: BotChoice & AlbumPart,
  ): Promise<UserAct>;
  /** Sends a sticker, always the same one. */
  sendSticker(userId: number, options?: BotChoice): Promise<UserAct>;
  /** Sends a video without any frames, always the same one. */
  sendVideo(
    userId: number,
    options?: BotChoice & AlbumPart & { readonly caption?: string },
  ): Promise<UserAct>;
  /**
   * Clicks a callback button, named by its callback data or its text. It refuses a button that the message does not
   * have. With `forged` it sends the callback data all the same, as a modified app can.
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
  /** Sends a result into the user's chat with the bot. The bot gets the choice and the message as updates. */
  chooseInlineResult(userId: number, inlineQueryId: string, resultId: string): Promise<UserAct>;
  /** Blocks the bot: the bot is told, and its later sends are refused. */
  block(userId: number, options?: BotChoice): Promise<UserAct>;
  /** Ends the block. */
  unblock(userId: number, options?: BotChoice): Promise<UserAct>;
  /** Deletes the account: later sends are refused with `user is deactivated`. */
  deactivate(userId: number): Promise<void>;

  /** Shows the user's chat with the bot as it is now. */
  transcript(userId: number, options?: BotChoice): Promise<Transcript>;
  /** Lists the commands in the user's menu, for the scope and language that Telegram chooses. */
  menu(userId: number, options?: BotChoice): Promise<readonly CommandView[]>;
  /** Returns the bytes of a photo or file that a chat shows. */
  fileBytes(fileUniqueId: string): Promise<Uint8Array>;
  /** Lists finished calls, oldest first. The log keeps the latest 20 000 calls, in memory only. */
  calls(filter?: CallFilter): Promise<readonly CallRecord[]>;

  /** Waits for a message of the bot and returns the oldest one that matches. */
  nextBotMessage(userId: number, options?: NextMessage): Promise<MessageView>;
  /** Waits for the bot's answer to a click. */
  waitForAnswer(callbackQueryId: string, options?: WaitLimit): Promise<ClickAnswer>;
  /** Waits for a finished call and returns the first one that matches. */
  waitForCall(filter: CallFilter & WaitLimit): Promise<CallRecord>;
  /**
   * Waits until the bot has confirmed every update and no call but `getUpdates` is running. With `userId`, waits only
   * until it has confirmed every update of that user.
   */
  waitForIdle(options?: BotChoice & WaitLimit & { readonly userId?: number }): Promise<void>;

  /** Makes calls fail and returns the fault's id. The newest fault that matches a call hits it. */
  injectFault(fault: Fault): Promise<number>;
  /** Ends a fault and lets the calls continue that it holds. */
  releaseFault(faultId: number): Promise<void>;
  /** Tells how many calls the fault has hit. */
  faultHits(faultId: number): Promise<number>;
  /** Waits until the fault has hit a call and returns the number of hits. */
  waitForFault(faultId: number, options?: WaitLimit): Promise<number>;
  /** Ends every fault and lets held calls continue. Killed file ids stay killed. */
  clearFaults(): Promise<void>;
  /**
   * Makes a file id fail, with every size of the same photo, for the same bot. `dead` and `foreign` ids are well formed
   * and refused (`wrong file identifier/HTTP URL specified`, or `MEDIA_EMPTY` in an edit); a `garbage` id cannot be
   * read; a `wrongType` id is one of a document. Chats still show the picture. When the same bytes are sent again,
   * they get a new id that works.
   */
  killFileId(fileId: string, mode: FileIdDeath): Promise<void>;
  /** Makes every file id of every bot `dead`. */
  forgetAllFiles(): Promise<void>;
  /** Ends a download link of `getFile`: it answers 404 until `getFile` is called again. */
  expireFilePath(filePath: string): Promise<void>;
  /** Switches the limit of one message per second and chat on or off. It is off at first. */
  setFloodModel(model: "one_per_second" | "off"): Promise<void>;
  /**
   * Sets the id of the bot's next update, which may be lower than earlier ones. Telegram chooses one at random after a
   * week without updates. It refuses while updates wait for the bot, and an id below 1.
   */
  setNextUpdateId(updateId: number, options?: BotChoice): Promise<void>;
  /** Moves the server's clock forward. */
  advanceClock(byMs: number): Promise<void>;
}

/** A running local Telegram. */
export interface LocalTelegram {
  /** `http://127.0.0.1:<port>`: the API root for a bot, and the address of the chat page. */
  readonly url: string;
  /** The token of the first bot. */
  readonly token: string;
  /** The control in process. Another process gets the same with `createControlClient(url)`. */
  readonly control: TelegramControl;
  /** The panels that `LocalTelegramOptions.page` has added to the chat page. */
  readonly panels: PagePanels;
}
