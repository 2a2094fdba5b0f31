/**
 * What the tests of the bot share: users who talk to it and see all its answers.
 * @module
 */
import { productIdIn } from "../world/sale.ts";
import {
  type ClickAnswer,
  createPerson,
  type DocumentToSend,
  type MessageView,
  type Person,
  type UserAct,
} from "@vitrine/local-telegram";
import { photoJpeg } from "./pictures.ts";
import type { Shop } from "./shop.ts";

/** A user. Each act returns everything that the bot did in answer. */
export interface Talk {
  readonly person: Person;
  /** The messages that the bot sent or edited after an act, when it has finished. */
  after(act: UserAct): Promise<MessageView[]>;
  say(text: string): Promise<MessageView[]>;
  photo(bytes: Uint8Array): Promise<MessageView[]>;
  album(photos: readonly Uint8Array[]): Promise<MessageView[]>;
  document(bytes: Uint8Array, file?: Partial<DocumentToSend>): Promise<MessageView[]>;
  sticker(): Promise<MessageView[]>;
  video(): Promise<MessageView[]>;
  /** Presses a button of the message. */
  press(message: MessageView | undefined, button: string): Promise<Pressed>;
  /** Sends the data of a button that the message does not have, as a modified app can. */
  forge(message: MessageView | undefined, data: string): Promise<Pressed>;
  /** A message as it is now. */
  now(message: MessageView): Promise<MessageView>;
  /** The state of the user's dialogue in the database. */
  dialogue(): Promise<{ step?: string; kind?: string } | null>;
}

/** What the bot did after a press. */
export interface Pressed {
  readonly note: ClickAnswer;
  readonly messages: MessageView[];
}

/** Makes a user of a person. */
export function talk(shop: Shop, person: Person): Talk {
  const { control } = shop.telegram;
  const { id } = person.user;
  const after = async (act: UserAct) => {
    await control.waitForIdle();
    const { messages } = await control.transcript(id);
    return messages.filter(({ from, event }) => from === "bot" && event > act.event);
  };
  const click = async (message: MessageView | undefined, button: string, forged: boolean) => {
    if (message === undefined) throw new TypeError(`No message to press ${button} on`);
    const act = await control.click(id, message.messageId, button, { forged });
    const note = await control.waitForAnswer(act.callbackQueryId);
    return { note, messages: await after(act) };
  };
  return {
    person,
    after,
    say: async (text) => await after(await control.sendText(id, text)),
    photo: async (bytes) => await after(await control.sendPhoto(id, bytes)),
    album: async (photos) => await after(await control.sendAlbum(id, photos)),
    document: async (bytes, file = {}) => {
      const whole = { fileName: "picture.jpg", mimeType: "image/jpeg", ...file };
      return await after(await control.sendDocument(id, bytes, whole));
    },
    sticker: async () => await after(await control.sendSticker(id)),
    video: async () => await after(await control.sendVideo(id)),
    press: (message, button) => click(message, button, false),
    forge: (message, data) => click(message, data, true),
    now: async ({ messageId }) => {
      const { messages } = await control.transcript(id);
      const found = messages.find((message) => message.messageId === messageId);
      if (found === undefined) throw new TypeError(`There is no message ${messageId}`);
      return found;
    },
    dialogue: async () => {
      const row = await shop.db.selectFrom("dialogues").select("state")
        .where("user_id", "=", id).executeTakeFirst();
      return (row?.state ?? null) as { step?: string; kind?: string } | null;
    },
  };
}

let lastUserId = 5000;

/** A new user. */
export async function stranger(
  shop: Shop,
  languageCode = "en",
  username?: string,
): Promise<Talk> {
  const id = ++lastUserId;
  const named = username === undefined ? {} : { username };
  const user = { id, firstName: `Pat${id}`, languageCode, ...named };
  return talk(shop, await createPerson(shop.telegram.control, user));
}

/** The seller's answers, by the step of the sale. The photo is given by its seed. */
export const ANSWERS = { photo: 1, title: "Lamp", description: "A fine one.", price: "12.50 €" };

/** Starts a sale, up to this step. Returns the bot's last message. */
export async function sellUpTo(
  user: Talk,
  step: "photo" | "title" | "description" | "price" | "preview",
  answers: Partial<typeof ANSWERS> = {},
): Promise<MessageView> {
  const { photo, title, description, price } = { ...ANSWERS, ...answers };
  const acts = [
    () => user.say("/sell"),
    async () => await user.photo(await smallPhoto(photo)),
    () => user.say(title),
    () => user.say(description),
    () => user.say(price),
  ];
  const count = ["photo", "title", "description", "price", "preview"].indexOf(step) + 1;
  let last: MessageView | undefined;
  for (const act of acts.slice(0, count)) last = (await act()).at(-1);
  return last!;
}

/** Sells a product. Returns its id, and the message that says so. */
export async function listProduct(
  user: Talk,
  answers: Partial<typeof ANSWERS> = {},
): Promise<{ productId: string; listed: MessageView }> {
  const preview = await sellUpTo(user, "preview", answers);
  const { messages } = await user.press(preview, preview.keyboard[0]![0]!.text);
  const listed = messages.at(-1)!;
  return { productId: productIdIn(listed), listed };
}

/** A photo. Each seed makes another one. */
export function smallPhoto(seed = 1): Promise<Uint8Array<ArrayBuffer>> {
  return photoJpeg({ widthPx: 320, heightPx: 240, seed });
}

/** The texts of messages. */
export function texts(messages: readonly MessageView[]): string[] {
  return messages.map(({ text }) => text);
}

/** Telegram HTML as plain text. */
export function plain(html: string): string {
  return html.replace(/<[^>]+>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

/** The labels of a message's buttons. */
export function labels({ keyboard }: MessageView): string[] {
  return keyboard.flat().map(({ text }) => text);
}
