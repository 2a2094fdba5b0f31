import * as v from "valibot";
import { badRequest } from "../errors.ts";
import type { InlineButton } from "../state/records.ts";
import { json } from "./params.ts";

/** The limit of `callback_data` (core.telegram.org/bots/api#inlinekeyboardbutton, read 2026-09). */
const MAX_CALLBACK_DATA_BYTES = 64;

const inlineButton: v.GenericSchema<unknown, InlineButton> = v.object({
  text: v.pipe(v.string(), v.nonEmpty("Can't parse inline keyboard button: text is empty")),
  callback_data: v.exactOptional(v.pipe(
    v.string(),
    v.check(fitsCallbackData, "BUTTON_DATA_INVALID"),
  )),
  url: v.exactOptional(v.pipe(v.string(), v.check(isButtonUrl, "BUTTON_URL_INVALID"))),
  switch_inline_query: v.exactOptional(v.string()),
  switch_inline_query_current_chat: v.exactOptional(v.string()),
  switch_inline_query_chosen_chat: v.exactOptional(
    v.looseObject({ query: v.exactOptional(v.string()) }),
  ),
  copy_text: v.exactOptional(v.object({ text: v.string() })),
  web_app: v.exactOptional(v.object({ url: v.string() })),
});

const markup = v.object({
  inline_keyboard: v.exactOptional(v.array(v.array(inlineButton))),
  keyboard: v.exactOptional(v.array(v.array(v.union([
    v.pipe(v.object({ text: v.string() }), v.transform((button) => button.text)),
    v.string(),
  ])))),
  remove_keyboard: v.exactOptional(v.boolean()),
}, "can't parse reply keyboard markup JSON object");

/** The schema of `reply_markup`. An empty text means no markup. */
export const replyMarkup = v.optional(json(v.pipe(
  v.unknown(),
  v.transform((value) => value === "" ? {} : value),
  markup,
)));

/** The keyboards that a `reply_markup` asks for. */
export interface Keyboards {
  readonly buttons?: readonly (readonly InlineButton[])[];
  readonly replyKeyboard?: readonly (readonly string[])[];
}

/** Reads the keyboards of a parsed `reply_markup`. Empty rows are dropped, as Telegram does. */
export function keyboardsOf(parsed: v.InferOutput<typeof replyMarkup>): Keyboards {
  if (parsed?.inline_keyboard !== undefined) {
    const buttons = parsed.inline_keyboard.filter((row) => row.length > 0);
    for (const button of buttons.flat()) requireAction(button);
    return buttons.length === 0 ? {} : { buttons };
  }
  if (parsed?.keyboard !== undefined) return { replyKeyboard: parsed.keyboard };
  return parsed?.remove_keyboard === true ? { replyKeyboard: [] } : {};
}

function requireAction(button: InlineButton): void {
  if (Object.keys(button).length > 1) return;
  const problem = "Text buttons are unallowed in the inline keyboard";
  throw badRequest(`Can't parse inline keyboard button: ${problem}`);
}

function fitsCallbackData(data: string): boolean {
  const sizeBytes = new TextEncoder().encode(data).length;
  return sizeBytes >= 1 && sizeBytes <= MAX_CALLBACK_DATA_BYTES;
}

function isButtonUrl(url: string): boolean {
  return /^(https?|tg|ton):\/\/\S+$/i.test(url) || /^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(url);
}
