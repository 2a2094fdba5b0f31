import * as v from "valibot";
import { ApiRefusal, badRequest, DataCentreRefusal } from "../errors.ts";
import { resolveMedia } from "../media.ts";
import { captionEntries, flag, json, readParams, text } from "../params.ts";
import type { MessageContent } from "../records.ts";
import { fileContent } from "./content.ts";
import type { Call } from "./method.ts";

const schema = json(v.object({
  ...captionEntries,
  type: v.picklist(["photo", "document"], "can't parse InputMedia: invalid media type specified"),
  media: v.optional(text),
  has_spoiler: v.optional(flag, false),
}, "can't parse InputMedia: expected an Object"));

/** The content that an InputMedia describes; caption and parse mode stand inside it. */
export async function inputMedia(
  { platform, bot, payload }: Call,
  item: unknown,
  deadText: string,
): Promise<MessageContent> {
  const { type, media, ...caption } = readParams(schema, item);
  if (media === undefined || media === "") throw badRequest(MISSING);
  const request = { kind: type, reference: media, deadText, missingText: MISSING };
  return fileContent(await resolveMedia(platform, bot, payload, request), caption);
}

const MISSING = "Can't parse InputMedia: media not found";

/** Lets an album's refusal say which item it is about, when the data centre refused it [row 8]. */
export async function nameItem<Value>(number: number, item: Promise<Value>): Promise<Value> {
  try {
    return await item;
  } catch (error) {
    if (!(error instanceof DataCentreRefusal)) throw error;
    const text = `Failed to send message #${number} with the error message "${error.text}"`;
    throw new ApiRefusal(error.status, text);
  }
}
