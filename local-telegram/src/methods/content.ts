import { badRequest } from "../errors.ts";
import type { FileRecord, MessageContent } from "../state/records.ts";
import type { Entity } from "../text/entity.ts";
import { characterCount, formatText } from "../text/formatted_text.ts";

const MAX_TEXT_CHARACTERS = 4096;
const MAX_CAPTION_CHARACTERS = 1024;

/** Text parameters as Telegram names them. */
export interface TextParams {
  readonly parse_mode?: string | undefined;
  readonly entities?: readonly Entity[] | undefined;
}

/** Caption parameters as Telegram names them. */
export interface CaptionParams {
  readonly caption: string;
  readonly parse_mode?: string | undefined;
  readonly caption_entities?: readonly Entity[] | undefined;
  readonly show_caption_above_media?: boolean;
}

/** Makes the content of a text message. It refuses an empty or too long text; markup does not count. */
export function textContent(raw: string, { parse_mode, entities }: TextParams): MessageContent {
  const formatted = formatText({ text: raw, parseMode: parse_mode, entities });
  if (formatted.text === "") throw badRequest("Message text is empty");
  if (characterCount(formatted.text) > MAX_TEXT_CHARACTERS) throw badRequest("Message is too long");
  return { kind: "text", ...formatted };
}

/** Makes the content of a file with its caption. */
export function fileContent(
  file: FileRecord,
  params: CaptionParams & { readonly has_spoiler?: boolean },
): MessageContent {
  return {
    kind: file.kind,
    file: file.serial,
    ...captionOf(params),
    ...(params.has_spoiler === true ? { spoiler: true } : {}),
  };
}

/** Parses a caption and refuses a too long one. */
export function captionOf(params: CaptionParams) {
  const { caption, parse_mode, caption_entities } = params;
  const formatted = formatText({
    text: caption,
    parseMode: parse_mode,
    entities: caption_entities,
  });
  if (characterCount(formatted.text) > MAX_CAPTION_CHARACTERS) {
    throw badRequest("Message caption is too long");
  }
  return { ...formatted, ...(params.show_caption_above_media ? { captionAbove: true } : {}) };
}
