import type {
  Click,
  ClickAnswer,
  MessageView,
  TelegramControl,
  TelegramUser,
  UserAct,
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

/** Makes a person with an account of a local Telegram. */
export async function createPerson(
  control: TelegramControl,
  user: TelegramUser,
  options: { readonly timeoutMs?: number } = {},
): Promise<Person> {
  await control.defineUser(user);
  const timeoutMs = options.timeoutMs ?? 15_000;
  const answerTo = (act: UserAct) =>
    control.nextBotMessage(user.id, { after: act.event, timeoutMs });
  return {
    user,
    answerTo,
    say: async (text) => await answerTo(await control.sendText(user.id, text)),
    photo: async (bytes) => await answerTo(await control.sendPhoto(user.id, bytes)),
    press: async ({ messageId }, button) =>
      await answerTo(await control.click(user.id, messageId, button)),
    pressForNote: async ({ messageId }, button) => {
      const { callbackQueryId } = await control.click(user.id, messageId, button);
      return await control.waitForAnswer(callbackQueryId, { timeoutMs });
    },
  };
}
