import type { Message } from "grammy/types";
import type { ImageRefusal } from "../../imaging/mod.ts";
import { type Price, readDescription, readPrice, readTitle } from "../../shop/mod.ts";
import type { Field } from "./dialogue.ts";

/** A valid answer in words to the question of a dialogue. */
export type Answer =
  | { readonly field: "title"; readonly title: string }
  /** Empty if the seller skips it. */
  | { readonly field: "description"; readonly description: string }
  | { readonly field: "price"; readonly price: Price };

/** Why an answer is not taken. The dialogue stays where it was. */
export type AnswerRefusal =
  | ImageRefusal
  | "not_skipped"
  | "photo_needed"
  | "text_needed"
  | "empty_text"
  | "long_title"
  | "long_description"
  | "bad_price"
  | "file_too_big"
  | "file_gone"
  | "busy"
  | "use_buttons"
  | "video"
  | "too_many"
  | "same_picture"
  | "no_first_picture"
  | "last_picture";

/** The answer, or why it is not taken. */
export type AnswerResult = { readonly answer: Answer } | { readonly refused: AnswerRefusal };

/** Whether a message leaves a question without an answer. */
export function isSkip({ text }: Message): boolean {
  return /^\/skip(@\w+)?$/i.test(text?.trim() ?? "");
}

/** Reads a message as an answer in text. A price without a currency is in the shop's own. */
export function readTextAnswer(
  field: Exclude<Field, "photo">,
  message: Message,
  currency?: string,
): AnswerResult {
  if (message.text === undefined) return { refused: "text_needed" };
  if (isSkip(message)) {
    return field === "description"
      ? { answer: { field, description: "" } }
      : { refused: "not_skipped" };
  }
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
      const price = readPrice(message.text, currency);
      return price === undefined ? { refused: "bad_price" } : { answer: { field, price } };
    }
  }
}
