import { InputFile } from "grammy";
import type { Document } from "grammy/types";
import { MAX_ORIGINAL_BYTES } from "../../imaging/mod.ts";
import type { ShopContext } from "../context.ts";
import { type AnswerResult, readPhotoAnswer } from "./answer.ts";

/**
 * Reads a message as a picture. A photo is taken as it is: Telegram has made it a JPEG. A file is downloaded and
 * rendered, to see whether it is a picture. The result is shown to the seller, which also gives it an id as a photo.
 */
export async function readPictureAnswer(ctx: ShopContext): Promise<AnswerResult> {
  const { message } = ctx;
  if (message === undefined) return { refused: "photo_needed" };
  const photo = readPhotoAnswer(message);
  if (photo !== undefined) return { answer: photo };
  if (message.animation !== undefined) return { refused: "animated" };
  if (message.document === undefined) return { refused: "photo_needed" };
  return await readFile(ctx, message.document);
}

async function readFile(ctx: ShopContext, file: Document): Promise<AnswerResult> {
  if ((file.file_size ?? 0) > MAX_ORIGINAL_BYTES) return { refused: "file_too_big" };
  const preview = await ctx.shop.previewFile(file.file_id);
  if ("refused" in preview) return preview;
  const shown = await ctx.replyWithPhoto(new InputFile(preview.bytes, "preview.jpg"), {
    caption: ctx.t.sell.fileLooks,
    parse_mode: "HTML",
  });
  const largest = shown.photo.at(-1);
  if (largest === undefined) return { refused: "corrupt" };
  const { file_id: fileId, file_unique_id: fileUniqueId } = largest;
  const photo = { fileId, fileUniqueId, originalFileId: file.file_id };
  const albumId = ctx.message?.media_group_id;
  return { answer: { field: "photo", photo, ...(albumId !== undefined && { albumId }) } };
}
