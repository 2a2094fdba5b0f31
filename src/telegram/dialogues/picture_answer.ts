import { InputFile } from "grammy";
import type { Document, Message, PhotoSize } from "grammy/types";
import { MAX_ORIGINAL_BYTES } from "../../imaging/mod.ts";
import type { ShopContext } from "../context.ts";
import type { AnswerRefusal } from "./answer.ts";
import type { DraftPhoto } from "./draft_photos.ts";

/** A picture that a user sent, or why it is none. */
export type PictureResult = { readonly photo: DraftPhoto } | { readonly refused: AnswerRefusal };

/** Whether a message may bring a picture, or belongs to an album that does. */
export function bringsPicture(message: Message): boolean {
  const { photo, document, media_group_id: album } = message;
  return photo !== undefined || document !== undefined || album !== undefined;
}

/**
 * Reads a message as a picture. A photo is taken as it is: Telegram has made it a JPEG. A file is downloaded and
 * rendered, to see whether it is a picture. The result is shown to the seller, which also gives it an id as a photo.
 */
export async function readPicture(ctx: ShopContext, message: Message): Promise<PictureResult> {
  const { message_id: messageId, photo, animation, document } = message;
  if (photo !== undefined) return photoOf(photo, { messageId });
  if (animation !== undefined) return { refused: "animated" };
  if (document === undefined) return { refused: "video" };
  return await readFile(ctx, document, messageId);
}

async function readFile(
  ctx: ShopContext,
  file: Document,
  messageId: number,
): Promise<PictureResult> {
  if ((file.file_size ?? 0) > MAX_ORIGINAL_BYTES) return { refused: "file_too_big" };
  const preview = await ctx.shop.previewFile(file.file_id);
  if ("refused" in preview) return preview;
  const shown = await ctx.replyWithPhoto(new InputFile(preview.bytes, "preview.jpg"), {
    caption: ctx.t.sell.fileLooks,
    parse_mode: "HTML",
  });
  return photoOf(shown.photo, { messageId, originalFileId: file.file_id });
}

/** The largest size is the last one. */
function photoOf(
  sizes: readonly PhotoSize[],
  { messageId, originalFileId }: { readonly messageId: number; readonly originalFileId?: string },
): PictureResult {
  const largest = sizes.at(-1);
  if (largest === undefined) return { refused: "corrupt" };
  const { file_id: fileId, file_unique_id: fileUniqueId } = largest;
  return {
    photo: { fileId, fileUniqueId, originalFileId: originalFileId ?? fileId, messageId },
  };
}
