import * as v from "valibot";
import { chatKey, requireWritableChat } from "../chats/chats.ts";
import { apiMessage } from "../chats/message_api.ts";
import { addMessage, findMessage, freshId } from "../chats/messages.ts";
import { badRequest } from "../errors.ts";
import type { MessageContent, MessageRecord } from "../state/records.ts";
import { fileContent, textContent } from "./content.ts";
import { inputMedia, nameItem } from "./input_media.ts";
import { keyboardsOf, replyMarkup } from "./markup.ts";
import { DEAD_FILE_TEXT, resolveMedia } from "./media.ts";
import { type Call, method } from "./method.ts";
import { captionEntries, chatId, entities, flag, integer, json, text } from "./params.ts";

/** The parameters that every send has. Parameters with no effect that a user can see here are ignored. */
const targetEntries = {
  chat_id: chatId,
  reply_markup: replyMarkup,
  reply_to_message_id: v.optional(integer),
  reply_parameters: v.optional(json(v.object({
    message_id: integer,
    allow_sending_without_reply: v.optional(flag, false),
  }))),
};
type Target = v.InferOutput<v.ObjectSchema<typeof targetEntries, undefined>>;

/** Sends a text (core.telegram.org/bots/api#sendmessage). */
export const sendMessage = method(
  v.object({
    ...targetEntries,
    text: v.optional(text, ""),
    parse_mode: v.optional(v.string()),
    entities: v.optional(entities),
  }),
  (call, params) => send(call, params, () => textContent(params.text, params)),
);

/** Sends a photo (core.telegram.org/bots/api#sendphoto). */
export const sendPhoto = method(
  v.object({
    ...targetEntries,
    ...captionEntries,
    photo: v.optional(text),
    has_spoiler: v.optional(flag, false),
  }),
  (call, params) => send(call, params, () => sentFile(call, "photo", params.photo, params)),
);

/** Sends a file (core.telegram.org/bots/api#senddocument). */
export const sendDocument = method(
  v.object({ ...targetEntries, ...captionEntries, document: v.optional(text) }),
  (call, params) => send(call, params, () => sentFile(call, "document", params.document, params)),
);

/** Sends an album (core.telegram.org/bots/api#sendmediagroup). */
export const sendMediaGroup = method(
  v.object({
    ...targetEntries,
    media: json(v.array(v.unknown(), "can't parse media JSON object")),
  }),
  async (call, params) => {
    if (params.media.length < 2 || params.media.length > 10) {
      throw badRequest("There must be from 2 to 10 messages in an album");
    }
    const user = admit(call, params);
    const contents: MessageContent[] = [];
    for (const [index, item] of params.media.entries()) {
      contents.push(await nameItem(index + 1, inputMedia(call, item, DEAD_FILE_TEXT.send)));
    }
    const mediaGroupId = freshId(call.platform, "album");
    return contents.map((content) => post(call, params, user.id, content, { mediaGroupId }));
  },
);

/** Accepts a chat action; users do not see it (core.telegram.org/bots/api#sendchataction). */
export const sendChatAction = method(
  v.object({ chat_id: chatId, action: v.optional(text, "") }),
  ({ platform, bot }, params) => {
    requireWritableChat(platform, bot, params.chat_id);
    if (!/^(typing|(upload|record)_[a-z_]+|choose_sticker|find_location)$/.test(params.action)) {
      throw badRequest("Wrong parameter action in request");
    }
    return true;
  },
);

async function sentFile(
  { platform, bot, payload }: Call,
  kind: "photo" | "document",
  reference: string | undefined,
  caption: Parameters<typeof fileContent>[1],
): Promise<MessageContent> {
  const file = await resolveMedia(platform, bot, payload, {
    kind,
    reference,
    field: kind,
    deadText: DEAD_FILE_TEXT.send,
    missingText: `There is no ${kind} in the request`,
  });
  return fileContent(file, caption);
}

async function send(
  call: Call,
  target: Target,
  prepare: () => MessageContent | Promise<MessageContent>,
) {
  const user = admit(call, target);
  return post(call, target, user.id, await prepare());
}

/** Returns the user to write to, if the chat, the block and the flood rule allow it. */
function admit({ platform, bot }: Call, target: Target) {
  const user = requireWritableChat(platform, bot, target.chat_id);
  platform.flood.admit(chatKey(bot.id, user.id), platform.clock.now());
  return user;
}

function post(
  { platform, bot }: Call,
  target: Target,
  userId: number,
  content: MessageContent,
  more: Partial<MessageRecord> = {},
) {
  const replyTo = repliedMessage({ platform, bot }, target, userId);
  const message = addMessage(platform, bot, {
    from: "bot",
    userId,
    content,
    ...keyboardsOf(target.reply_markup),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...more,
  });
  return apiMessage(platform, bot, message);
}

function repliedMessage(
  { platform, bot }: Pick<Call, "platform" | "bot">,
  { reply_parameters, reply_to_message_id }: Target,
  userId: number,
): number | undefined {
  const messageId = reply_parameters?.message_id ?? reply_to_message_id;
  if (messageId === undefined) return;
  if (findMessage(platform, bot, userId, messageId) !== undefined) return messageId;
  if (reply_parameters?.allow_sending_without_reply === true) return;
  throw badRequest("Message to be replied not found");
}
