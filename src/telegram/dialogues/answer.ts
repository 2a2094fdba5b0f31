import type { Message } from "grammy/types";
import type { ImageRefusal } from "../../imaging/mod.ts";
import { type Price, readDescription, readPrice, readTitle } from "../../shop/mod.ts";
import type { DialoguePhoto, Field } from "./dialogue.ts";

/** A valid answer to the question of a dialogue. */
export type Answer =
  | { readonly field: "photo"; readonly photo: DialoguePhoto; readonly albumId?: string }
  | { readonly field: "title"; readonly title: string }
  | { readonly field: "description"; readonly description: string }
  | { readonly field: "price"; readonly price: Price };

/** Why an answer is not taken. The dialogue stays where it was. */
export type AnswerRefusal =
  | ImageRefusal
  | "photo_needed"
  | "text_needed"
  | "empty_text"
  | "long_title"
  | "long_description"
  | "bad_price"
  | "file_too_big"
  | "file_gone"
  | "busy"
  | "use_buttons";

/** The answer, or why it is not taken. */
export type AnswerResult = { readonly answer: Answer } | { readonly refused: AnswerRefusal };

/** Reads a message as an answer in text. */
export function readTextAnswer(field: Exclude<Field, "photo">, message: Message): AnswerResult {
  if (message.text === undefined) return { refused: "text_needed" };
  switch (field) {
    case "title": {
      const title = readTitle(message.text);
      return "refused" in title ? title : { answer: { field, ...title } };
    }
    case "description": {
      const description = readDescription(message.text);
      return "refused" in description ? description : { answer: { field, ...description } };
    }
    case "price": {
      const price = readPrice(message.text);
      return price === undefined ? { refused: "bad_price" } : { answer: { field, price } };
    }
  }
}

/** Reads a message with a photo; undefined for any other message. */
export function readPhotoAnswer(message: Message): Answer | undefined {
  const largest = message.photo?.at(-1);
  if (largest === undefined) return;
  const { file_id: fileId, file_unique_id: fileUniqueId } = largest;
  const photo = { fileId, fileUniqueId, originalFileId: fileId };
  const albumId = message.media_group_id;
  return { field: "photo", photo, ...(albumId !== undefined && { albumId }) };
}
