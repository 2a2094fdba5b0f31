import * as v from "valibot";
import { badRequest } from "../errors.ts";
import { recordEvent } from "../state/platform.ts";
import type { InlineResult, MessageContent } from "../state/records.ts";
import { fileContent, textContent } from "./content.ts";
import { keyboardsOf, replyMarkup } from "./markup.ts";
import { DEAD_FILE_TEXT, resolveMedia } from "./media.ts";
import { type Call, method } from "./method.ts";
import { captionEntries, entities, flag, integer, json, readParams, text } from "./params.ts";
import { answerable } from "./queries.ts";

const MAX_RESULTS = 50;
const MAX_ID_BYTES = 64;
const DEFAULT_CACHE_SECONDS = 300;

const shortBytes = v.check((id: string) => byteLength(id) <= MAX_ID_BYTES, "RESULT_ID_INVALID");

const resultSchema = v.object({
  ...captionEntries,
  type: v.picklist(["article", "photo", "document"], "RESULT_TYPE_INVALID"),
  id: v.pipe(v.optional(text, ""), v.nonEmpty("RESULT_ID_INVALID"), shortBytes),
  title: v.optional(text, ""),
  description: v.optional(text, ""),
  photo_file_id: v.optional(text),
  photo_url: v.optional(text),
  document_file_id: v.optional(text),
  input_message_content: v.optional(v.object({
    message_text: v.optional(text, ""),
    parse_mode: v.optional(v.string()),
    entities: v.optional(entities),
  })),
  reply_markup: replyMarkup,
});
type ResultParams = v.InferOutput<typeof resultSchema>;

/** Answers an inline query. One bad result fails the whole answer (core.telegram.org/bots/api#answerinlinequery). */
export const answerInlineQuery = method(
  v.object({
    inline_query_id: v.optional(text, ""),
    results: json(v.array(v.unknown(), "can't parse inline query results JSON array")),
    cache_time: v.optional(integer, DEFAULT_CACHE_SECONDS),
    is_personal: v.optional(flag, false),
    next_offset: v.pipe(
      v.optional(text, ""),
      v.check((offset) => byteLength(offset) <= MAX_ID_BYTES, "NEXT_OFFSET_INVALID"),
    ),
  }),
  async (call, params) => {
    if (params.results.length > MAX_RESULTS) {
      throw badRequest("Too many inline query results specified");
    }
    const { platform, bot } = call;
    const { inlineQueries } = platform.state;
    answerable(bot, platform.clock, inlineQueries.get(params.inline_query_id));
    const results: InlineResult[] = [];
    for (const raw of params.results) results.push(await readResult(call, raw));
    requireDistinct(results);
    // Checked again: another answer may have come while this one fetched its files.
    const query = answerable(bot, platform.clock, inlineQueries.get(params.inline_query_id));
    inlineQueries.set(params.inline_query_id, {
      ...query,
      answer: {
        event: recordEvent(platform),
        results,
        nextOffset: params.next_offset,
        isPersonal: params.is_personal,
        cacheTimeSeconds: params.cache_time,
      },
    });
    return true;
  },
);

async function readResult(call: Call, raw: unknown): Promise<InlineResult> {
  const result = readParams(resultSchema, raw);
  const { id, type, title, description, reply_markup } = result;
  const { buttons } = keyboardsOf(reply_markup);
  const content = await contentOf(call, result);
  return { id, type, title, description, content, ...(buttons === undefined ? {} : { buttons }) };
}

async function contentOf(call: Call, result: ResultParams): Promise<MessageContent> {
  const { type, input_message_content: message } = result;
  // The file is checked even when a text is sent in its place.
  const file = type === "article"
    ? undefined
    : fileContent(await fileOf(call, type, result), result);
  if (message !== undefined) return textContent(message.message_text, message);
  if (file === undefined) throw badRequest("SEND_MESSAGE_TYPE_INVALID");
  return file;
}

function fileOf(
  { platform, bot, payload }: Call,
  kind: "photo" | "document",
  result: ResultParams,
) {
  return resolveMedia(platform, bot, payload, {
    kind,
    reference: kind === "photo"
      ? result.photo_file_id ?? result.photo_url
      : result.document_file_id,
    // As for an edit, the Bot API server passes the data centre's code on.
    deadText: DEAD_FILE_TEXT.edit,
    missingText: "Can't parse inline query result: there is no file in it",
  });
}

function requireDistinct(results: readonly InlineResult[]): void {
  const ids = new Set(results.map((result) => result.id));
  if (ids.size < results.length) throw badRequest("RESULT_ID_DUPLICATE");
}

function byteLength(value: string): number {
  return new TextEncoder().encode(value).length;
}
