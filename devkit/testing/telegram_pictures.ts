import { type LocalTelegram, openLocalTelegram } from "@vitrine/local-telegram";
import { Api } from "grammy";

const USER = 42;
const OTHER_TOKEN = "987654321:BBFother-bot-abcdefghijklmnopqrstuvw";

/** A bot of a local Telegram, and the pictures that a user sent to it. */
export interface PictureBot {
  readonly token: string;
  readonly botId: number;
  /** The file id of a photo that the user sends. */
  photo(bytes: Uint8Array): Promise<string>;
  /** The file id of a picture that the user sends as a file. */
  document(bytes: Uint8Array): Promise<string>;
  /** Such as `photos/file_1.jpg`. */
  pathOf(fileId: string): Promise<string>;
}

/** A local Telegram with two bots: that of the shop, and another one. */
export interface TelegramPictures extends AsyncDisposable {
  readonly telegram: LocalTelegram;
  readonly own: PictureBot;
  readonly other: PictureBot;
}

/** Opens a local Telegram for rows that hold file ids and links. */
export async function openTelegramPictures(): Promise<TelegramPictures> {
  const telegram = await openLocalTelegram();
  await telegram.control.addBot({ token: OTHER_TOKEN, username: "other_bot" });
  return {
    telegram,
    own: botOf(telegram, telegram.token),
    other: botOf(telegram, OTHER_TOKEN),
    [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose](),
  };
}

function botOf({ control, url }: LocalTelegram, token: string): PictureBot {
  const botId = Number(token.split(":")[0]);
  const last = async () => (await control.transcript(USER, { botId })).messages.at(-1)!;
  return {
    token,
    botId,
    photo: async (bytes) => {
      await control.sendPhoto(USER, bytes, { botId });
      return (await last()).photo!.fileId;
    },
    document: async (bytes) => {
      const file = { fileName: "a.jpg", mimeType: "image/jpeg" };
      await control.sendDocument(USER, bytes, file, { botId });
      return (await last()).file!.fileId;
    },
    pathOf: async (fileId) => {
      const { file_path } = await new Api(token, { apiRoot: url }).getFile(fileId);
      return file_path!;
    },
  };
}
