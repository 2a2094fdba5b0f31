import * as v from "valibot";
import type { ButtonView } from "./control.ts";
import { badRequest } from "./errors.ts";
import { json } from "./params.ts";

/** Limit of `callback_data` [doc core.telegram.org/bots/api, read 2026-09]. */
const MAX_CALLBACK_DATA_BYTES = 64;

const inlineButton = v.object({
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

/** An inline button as the Bot API knows it. */
export type InlineButton = v.InferOutput<typeof inlineButton>;

const markup = v.object({
  inline_keyboard: v.exactOptional(v.array(v.array(inlineButton))),
  keyboard: v.exactOptional(v.array(v.array(v.union([
    v.pipe(v.object({ text: v.string() }), v.transform((button) => button.text)),
    v.string(),
  ])))),
  remove_keyboard: v.exactOptional(v.boolean()),
}, "can't parse reply keyboard markup JSON object");

/** The schema of `reply_markup`; an empty text is as good as none. */
export const replyMarkup = v.optional(json(v.pipe(
  v.unknown(),
  v.transform((value) => value === "" ? {} : value),
  markup,
)));

/** What `reply_markup` puts under a message. */
export interface Keyboards {
  readonly buttons?: readonly (readonly InlineButton[])[];
  readonly replyKeyboard?: readonly (readonly string[])[];
}

/** Sorts a parsed `reply_markup`; empty rows vanish, as at Telegram. */
export function keyboardsOf(parsed: v.InferOutput<typeof replyMarkup>): Keyboards {
  if (parsed?.inline_keyboard !== undefined) {
    const buttons = parsed.inline_keyboard.filter((row) => row.length > 0);
    for (const button of buttons.flat()) requireAction(button);
    return buttons.length === 0 ? {} : { buttons };
  }
  if (parsed?.keyboard !== undefined) return { replyKeyboard: parsed.keyboard };
  return parsed?.remove_keyboard === true ? { replyKeyboard: [] } : {};
}

/** The buttons as a user sees them. */
export function viewButtons(rows: Keyboards["buttons"] = []): ButtonView[][] {
  return rows.map((row) => row.map(viewButton));
}

function viewButton(button: InlineButton): ButtonView {
  const { text, callback_data, url } = button;
  if (callback_data !== undefined) return { text, callbackData: callback_data };
  if (url !== undefined) return { text, url };
  const here = button.switch_inline_query_current_chat;
  if (here !== undefined) return { text, switchInline: { query: here, here: true } };
  const elsewhere = button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query;
  return elsewhere === undefined ? { text } : {
    text,
    switchInline: { query: elsewhere, here: false },
  };
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
