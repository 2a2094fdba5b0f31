/**
 * Building blocks of parameter schemas. A parameter of the Bot API can come with a type (JSON) or as text (query,
 * form), and each block takes both. The messages are Telegram's.
 * @module
 */
import * as v from "valibot";
import { badRequest } from "../errors.ts";
import type { Entity } from "../text/entity.ts";

/** A whole number, or its decimal digits. */
export const integer = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d{1,16}$/), v.transform(Number))]),
  v.integer(),
);

/** A boolean, or a text or number that Telegram takes for one. */
export const flag = v.union([
  v.boolean(),
  v.pipe(v.string(), v.transform((text) => /^(true|yes|1)$/i.test(text))),
  v.pipe(v.number(), v.transform((number) => number !== 0)),
]);

/** A text. A number becomes its digits. */
export const text = v.union([v.string(), v.pipe(v.number(), v.transform(String))]);

/** A JSON value, or its text. */
export function json<Output>(schema: v.GenericSchema<unknown, Output>) {
  return v.pipe(v.unknown(), v.transform(parseIfText), schema);
}

function parseIfText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The id of the target chat. A name such as `@channel` becomes undefined, because only private chats exist here. */
export const chatId = v.pipe(
  v.optional(text, ""),
  v.nonEmpty("chat_id is empty"),
  v.transform((id) => /^-?\d{1,16}$/.test(id) ? Number(id) : undefined),
);

/** Entities that the bot gives, in UTF-16 code units. */
export const entities: v.GenericSchema<unknown, Entity[]> = json(v.array(
  v.object({
    type: v.string(),
    offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
    length: v.pipe(v.number(), v.integer(), v.minValue(1)),
    url: v.exactOptional(v.string()),
    language: v.exactOptional(v.string()),
  }),
  "can't parse entities: expected an array of MessageEntity",
));

/** The parameters of a caption. They also stand inside an InputMedia. */
export const captionEntries = {
  caption: v.optional(text, ""),
  parse_mode: v.optional(v.string()),
  caption_entities: v.optional(entities),
  show_caption_above_media: v.optional(flag, false),
};

/** Reads parameters by a schema. The schema's first complaint becomes a 400. */
export function readParams<Schema extends v.GenericSchema>(
  schema: Schema,
  params: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, params, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  // valibot's own messages do not name the parameter. The schemas' messages are complete.
  const isGeneric = issue.message.startsWith("Invalid ");
  throw badRequest(isGeneric ? `Can't parse parameter "${path ?? "?"}"` : issue.message);
}
