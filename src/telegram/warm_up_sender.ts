import { type Api, GrammyError, InputFile } from "grammy";
import { VitrineError } from "../errors.ts";
import { describeError, logger } from "../log.ts";
import { AskedToWait, type PictureSender, UploadRefused } from "../pictures/mod.ts";
import { isUnreachable, isUploadRefused, retryAfterMs } from "./errors.ts";
import { sentPicture } from "./picture_sender.ts";

/** The bot may write to none of the chats: nobody of them has pressed Start. */
export class NoChatForPictures extends VitrineError {
  /** Stored and logged. */
  readonly code = "no_chat_for_pictures";
}

/** Makes what uploads a picture for its file id alone. The signal ends it. */
export type CreateWarmUpSender = (signal: AbortSignal) => PictureSender;

/**
 * Uploads to the first of some chats that the bot may write to, without a sound, and deletes the message at once. What another
 * view has uploaded is not sent. `quick` uploads, and waits for nothing. `api` deletes: it waits when Telegram asks for it.
 */
export function createWarmUpSender(
  { api, quick }: { readonly api: Api; readonly quick: Api },
  chatIds: readonly number[],
): CreateWarmUpSender {
  const remove = async (chatId: number, messageId: number) => {
    await api.deleteMessage(chatId, messageId).catch((error) => {
      const about = { chatId, error: describeError(error) };
      logger("delivery").warn("A picture of the warm-up stays in {chatId}: {error}", about);
    });
  };
  return (signal) => ({
    byReference: () =>
      Promise.resolve({ messageId: 0, fileId: undefined, fileUniqueId: undefined }),
    upload: async (bytes, fileName) => {
      for (const chatId of chatIds) {
        try {
          const photo = new InputFile(bytes, fileName);
          const quiet = { disable_notification: true };
          // grammY's types want Node's AbortSignal, which is the same.
          const ending = signal as unknown as Parameters<Api["getMe"]>[0];
          const message = await quick.sendPhoto(chatId, photo, quiet, ending);
          await remove(chatId, message.message_id);
          return sentPicture(message);
        } catch (error) {
          if (!isUnreachable(error)) throw translate(error);
        }
      }
      throw new NoChatForPictures(
        `The bot may write to none of the chats ${
          chatIds.join(", ")
        }: write /start to it, or set WARM_UP_CHAT_ID`,
      );
    },
  });
}

function translate(error: unknown): unknown {
  if (isUploadRefused(error)) return new UploadRefused(String(error), { cause: error });
  if (!(error instanceof GrammyError) || error.error_code !== 429) return error;
  const waitMs = retryAfterMs(error);
  const message = `Telegram asks to wait for ${waitMs / 1000} s`;
  return new AskedToWait(message, { cause: error, retryAfterMs: waitMs });
}
