import { type Api, InlineKeyboard, InputFile, InputMediaBuilder } from "grammy";
import type { Message } from "grammy/types";
import {
  type PictureSender,
  ReferenceRefused,
  type SentPicture,
  UploadRefused,
} from "../pictures/mod.ts";
import { isNotEditable, isNotModified, isReferenceRefused, isUploadRefused } from "./errors.ts";

/** The caption and the buttons of a picture in a chat. */
export interface Card {
  /** Telegram HTML, at most 1024 characters after parsing. */
  readonly caption: string;
  readonly keyboard: InlineKeyboard;
}

/** Where a picture is shown. */
export interface Place {
  readonly chatId: number;
  /** The message to edit; without it, a new one is sent. */
  readonly messageId?: number | undefined;
}

/** Shows a picture with its card in a chat. A message that cannot be edited is replaced by a new one. */
export function createPictureSender(api: Api, place: Place, card: Card): PictureSender {
  const { chatId, messageId } = place;
  const caption = { caption: card.caption, parse_mode: "HTML" } as const;

  const send = async (photo: string | InputFile): Promise<SentPicture> =>
    sentPicture(await api.sendPhoto(chatId, photo, { ...caption, reply_markup: card.keyboard }));

  const edit = async (messageId: number, photo: string | InputFile): Promise<SentPicture> => {
    const media = InputMediaBuilder.photo(photo, caption);
    try {
      const edited = await api.editMessageMedia(chatId, messageId, media, {
        reply_markup: card.keyboard,
      });
      return edited === true ? nothingNew(messageId) : sentPicture(edited);
    } catch (error) {
      if (isNotModified(error)) return nothingNew(messageId);
      if (!isNotEditable(error)) throw error;
      return await send(photo);
    }
  };
  const show = (photo: string | InputFile) =>
    messageId === undefined ? send(photo) : edit(messageId, photo);

  return {
    byReference: async (reference) => {
      try {
        return await show(reference);
      } catch (cause) {
        // Telegram may refuse what it fetched from a URL in the words for an upload.
        const refused = isReferenceRefused(cause) ||
          reference.startsWith("http") && isUploadRefused(cause);
        if (!refused) throw cause;
        throw new ReferenceRefused(messageOf(cause), { cause });
      }
    },
    upload: async (bytes, fileName) => {
      try {
        return await show(new InputFile(bytes, fileName));
      } catch (cause) {
        if (!isUploadRefused(cause)) throw cause;
        throw new UploadRefused(messageOf(cause), { cause });
      }
    },
  };
}

function nothingNew(messageId: number): SentPicture {
  return { messageId, fileId: undefined, fileUniqueId: undefined };
}

/** The sizes of a photo come in ascending order. The id of any sends them all; that of the last downloads the largest. */
export function sentPicture(message: Message): SentPicture {
  const largest = message.photo?.at(-1);
  return {
    messageId: message.message_id,
    fileId: largest?.file_id,
    fileUniqueId: largest?.file_unique_id,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
