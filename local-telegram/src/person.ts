import type {
  ClickAnswer,
  MessageView,
  TelegramControl,
  TelegramUser,
  UserAct,
  WaitLimit,
} from "./control/control.ts";

/** A user that a test plays. Each act returns the bot's message that answers it. */
export interface Person {
  readonly user: TelegramUser;
  /** Sends a text. */
  say(text: string): Promise<MessageView>;
  /** Sends a photo. */
  photo(bytes: Uint8Array): Promise<MessageView>;
  /** Sends 2 to 10 photos as an album. */
  album(photos: readonly Uint8Array[]): Promise<MessageView>;
  /** Presses a button and returns the message that the bot then edits or sends. */
  press(message: MessageView, button: string): Promise<MessageView>;
  /** Presses a button and returns the note that the bot shows. */
  pressForNote(message: MessageView, button: string): Promise<ClickAnswer>;
  /** Waits for the bot's next message after an act, or after another message. */
  answerTo(act: Pick<UserAct, "event">): Promise<MessageView>;
}

/** How a person acts. */
export interface PersonOptions extends WaitLimit {
  /**
   * Acts only when the bot has confirmed everything that this person did before. A bot that was killed gets its
   * unconfirmed updates again, and answers them again. Such a repeated answer is then never taken for the answer to a
   * later act.
   */
  readonly inTurn?: boolean;
}

/** Defines a user and returns it as a person. `timeoutMs` limits each wait for an answer. */
export async function createPerson(
  control: TelegramControl,
  user: TelegramUser,
  { inTurn = false, ...limit }: PersonOptions = {},
): Promise<Person> {
  await control.defineUser(user);
  const answerTo = (act: Pick<UserAct, "event">) =>
    control.nextBotMessage(user.id, { after: act.event, ...limit });
  const perform = async <Act>(act: () => Promise<Act>): Promise<Act> => {
    if (inTurn) await control.waitForIdle({ userId: user.id, ...limit });
    return await act();
  };
  return {
    user,
    answerTo,
    say: async (text) => await answerTo(await perform(() => control.sendText(user.id, text))),
    photo: async (bytes) => await answerTo(await perform(() => control.sendPhoto(user.id, bytes))),
    album: async (photos) =>
      await answerTo(await perform(() => control.sendAlbum(user.id, photos))),
    press: async ({ messageId }, button) =>
      await answerTo(await perform(() => control.click(user.id, messageId, button))),
    pressForNote: async ({ messageId }, button) => {
      const { callbackQueryId } = await perform(() => control.click(user.id, messageId, button));
      return await control.waitForAnswer(callbackQueryId, limit);
    },
  };
}
