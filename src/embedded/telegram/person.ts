import type {
  Click,
  ClickAnswer,
  MessageView,
  TelegramControl,
  TelegramUser,
  UserAct,
  WaitLimit,
} from "./control.ts";

/** A user as a script plays one: each act returns the bot's message that answers it. */
export interface Person {
  /** The account. */
  readonly user: TelegramUser;
  /** Sends a text. */
  say(text: string): Promise<MessageView>;
  /** Sends a photo. */
  photo(bytes: Uint8Array): Promise<MessageView>;
  /** Presses a button and returns the message that it changed, or that follows. */
  press(message: MessageView, button: string): Promise<MessageView>;
  /** Presses a button and returns the note that it shows. */
  pressForNote(message: MessageView, button: string): Promise<ClickAnswer>;
  /** Waits for the bot's next message after an act. */
  answerTo(act: UserAct | Click): Promise<MessageView>;
}

/** How a person acts. */
export interface PersonOptions extends WaitLimit {
  /**
   * Acts only when the bot has confirmed all that this person did before. A bot that is killed answers again what it had
   * not confirmed: such a repeated answer is never taken for the answer to a later act.
   */
  readonly inTurn?: boolean;
}

/** Makes a person with an account of a local Telegram. */
export async function createPerson(
  control: TelegramControl,
  user: TelegramUser,
  options: PersonOptions = {},
): Promise<Person> {
  await control.defineUser(user);
  const { inTurn: waits, ...limit } = options;
  const answerTo = (act: UserAct) =>
    control.nextBotMessage(user.id, { after: act.event, ...limit });
  const inTurn = async <Act>(act: () => Promise<Act>): Promise<Act> => {
    if (waits) await control.waitForIdle({ userId: user.id, ...limit });
    return await act();
  };
  return {
    user,
    answerTo,
    say: async (text) => await answerTo(await inTurn(() => control.sendText(user.id, text))),
    photo: async (bytes) => await answerTo(await inTurn(() => control.sendPhoto(user.id, bytes))),
    press: async ({ messageId }, button) =>
      await answerTo(await inTurn(() => control.click(user.id, messageId, button))),
    pressForNote: async ({ messageId }, button) => {
      const { callbackQueryId } = await inTurn(() => control.click(user.id, messageId, button));
      return await control.waitForAnswer(callbackQueryId, limit);
    },
  };
}
