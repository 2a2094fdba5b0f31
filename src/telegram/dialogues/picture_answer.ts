import { InputFile } from "grammy";
import type { Document } from "grammy/types";
import type { ShopContext } from "../context.ts";
import { MAX_DOWNLOAD_BYTES } from "../originals.ts";
import { type AnswerResult, readPhotoAnswer } from "./answer.ts";

/**
 * Reads a message as a picture. A photo is taken as it is: Telegram has made it a JPEG. A file is downloaded and
 * rendered, to see whether it is a picture, and shown as it will look, which also gives it an id as a photo.
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
  if ((file.file_size ?? 0) > MAX_DOWNLOAD_BYTES) return { refused: "file_too_big" };
  const original = await ctx.shop.fetchOriginal(file.file_id);
  if ("refused" in original) return original;
  const rendered = await ctx.shop.renderer.render(original.bytes);
  if ("refused" in rendered) return rendered;
  const { bytes } = rendered.images.cover;
  const shown = await ctx.replyWithPhoto(new InputFile(bytes, "preview.jpg"), {
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
