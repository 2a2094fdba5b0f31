import * as v from "valibot";
import { requireUser } from "../chats/chats.ts";
import { apiMessage } from "../chats/message_api.ts";
import { type Edit, editMessage, findInlineMessage, findMessage } from "../chats/messages.ts";
import { badRequest } from "../errors.ts";
import type { MessageRecord } from "../state/records.ts";
import { captionOf, textContent } from "./content.ts";
import { inputMedia } from "./input_media.ts";
import { keyboardsOf, replyMarkup } from "./markup.ts";
import { DEAD_FILE_TEXT } from "./media.ts";
import { type Call, method } from "./method.ts";
import { captionEntries, chatId, entities, integer, text } from "./params.ts";

const targetEntries = {
  chat_id: v.optional(chatId),
  message_id: v.optional(integer),
  inline_message_id: v.optional(text),
  reply_markup: replyMarkup,
};
type Target = v.InferOutput<v.ObjectSchema<typeof targetEntries, undefined>>;

/** Edits the text of a message (core.telegram.org/bots/api#editmessagetext). */
export const editMessageText = method(
  v.object({
    ...targetEntries,
    text: v.optional(text, ""),
    parse_mode: v.optional(v.string()),
    entities: v.optional(entities),
  }),
  (call, params) => {
    const content = textContent(params.text, params);
    const message = targetOf(call, params);
    if (message.content.kind !== "text") {
      throw badRequest("There is no text in the message to edit");
    }
    return edit(call, message, params, { content });
  },
);

/** Edits the caption of a message (core.telegram.org/bots/api#editmessagecaption). */
export const editMessageCaption = method(
  v.object({ ...targetEntries, ...captionEntries }),
  (call, params) => {
    const message = targetOf(call, params);
    if (["text", "sticker"].includes(message.content.kind)) {
      throw badRequest("There is no caption in the message to edit");
    }
    const { captionAbove: _, ...content } = message.content;
    return edit(call, message, params, { content: { ...content, ...captionOf(params) } });
  },
);

/** Replaces a message's file, or its text by a file (core.telegram.org/bots/api#editmessagemedia). */
export const editMessageMedia = method(
  v.object({ ...targetEntries, media: v.optional(v.unknown()) }),
  async (call, params) => {
    const message = targetOf(call, params);
    if (!["text", "photo", "document", "video"].includes(message.content.kind)) {
      throw badRequest("Message media can't be edited");
    }
    if (params.inline_message_id !== undefined && call.payload.uploads.size > 0) {
      throw badRequest("Invalid message content specified");
    }
    const content = await inputMedia(call, params.media, DEAD_FILE_TEXT.edit);
    // The upload took time, and the message may have changed or gone meanwhile.
    return edit(call, targetOf(call, params), params, { content });
  },
);

/** Edits the inline keyboard of a message (core.telegram.org/bots/api#editmessagereplymarkup). */
export const editMessageReplyMarkup = method(
  v.object(targetEntries),
  (call, params) => edit(call, targetOf(call, params), params, {}),
);

function edit(
  { platform, bot }: Call,
  message: MessageRecord,
  target: Target,
  change: Pick<Edit, "content">,
) {
  const edited = editMessage(platform, message, { ...change, ...keyboardsOf(target.reply_markup) });
  if (edited === undefined) {
    const detail = "specified new message content and reply markup are exactly the same as a " +
      "current content and reply markup of the message";
    throw badRequest(`Message is not modified: ${detail}`);
  }
  return target.inline_message_id === undefined ? apiMessage(platform, bot, edited) : true;
}

/** Finds the message to edit: one of the bot's own, or one that was sent through its inline mode. */
function targetOf({ platform, bot }: Call, target: Target): MessageRecord {
  if (target.inline_message_id !== undefined) {
    const message = findInlineMessage(platform, bot, target.inline_message_id);
    if (message === undefined) throw badRequest("MESSAGE_ID_INVALID");
    return message;
  }
  const user = requireUser(platform, target.chat_id);
  const message = findMessage(platform, bot, user.id, target.message_id ?? 0);
  if (message === undefined) throw badRequest("Message to edit not found");
  if (message.from !== "bot") throw badRequest("Message can't be edited");
  return message;
}
