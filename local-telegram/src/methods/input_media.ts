import * as v from "valibot";
import { ApiRefusal, badRequest, DataCentreRefusal } from "../errors.ts";
import type { MessageContent } from "../state/records.ts";
import { fileContent } from "./content.ts";
import { resolveMedia } from "./media.ts";
import type { Call } from "./method.ts";
import { captionEntries, flag, json, readParams, text } from "./params.ts";

const schema = json(v.object({
  ...captionEntries,
  type: v.picklist(["photo", "document"], "can't parse InputMedia: invalid media type specified"),
  media: v.optional(text),
  has_spoiler: v.optional(flag, false),
}, "can't parse InputMedia: expected an Object"));

/** Reads the content that an InputMedia describes, with its caption. */
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

/** Makes a refusal of the data centre name the album's item that it is about. */
export async function nameItem<Value>(number: number, item: Promise<Value>): Promise<Value> {
  try {
    return await item;
  } catch (error) {
    if (!(error instanceof DataCentreRefusal)) throw error;
    const text = `Failed to send message #${number} with the error message "${error.text}"`;
    throw new ApiRefusal(error.status, text);
  }
}
