import { fileIdOf, requireFile, uniqueIdOf } from "../files/files.ts";
import { photoSizes } from "../files/photo_sizes.ts";
import { unixSeconds } from "../state/clock.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, FileRecord, MessageContent, MessageRecord } from "../state/records.ts";
import { apiBot, apiChat, apiUser } from "./chats.ts";
import { findMessage } from "./messages.ts";

/** Shows a message as the Bot API does, with the file ids of this bot. */
export function apiMessage(platform: Platform, bot: BotRecord, message: MessageRecord) {
  const replied = message.replyTo === undefined
    ? undefined
    : findMessage(platform, bot, message.userId, message.replyTo);
  return {
    ...apiMessageAlone(platform, bot, message),
    ...(replied === undefined ? {} : { reply_to_message: apiMessageAlone(platform, bot, replied) }),
  };
}

function apiMessageAlone(platform: Platform, bot: BotRecord, message: MessageRecord) {
  const user = platform.state.users.get(String(message.userId)) ??
    { id: message.userId, firstName: "" };
  const { editedAt, mediaGroupId, buttons } = message;
  return {
    message_id: message.messageId,
    from: message.from === "bot" ? apiBot(bot) : apiUser(user),
    chat: apiChat(user),
    date: unixSeconds(message.sentAt),
    ...(editedAt === undefined ? {} : { edit_date: unixSeconds(editedAt) }),
    ...(mediaGroupId === undefined ? {} : { media_group_id: mediaGroupId }),
    ...(message.viaInline === true ? { via_bot: apiBot(bot) } : {}),
    ...(buttons === undefined ? {} : { reply_markup: { inline_keyboard: buttons } }),
    ...apiContent(platform, bot, message.content),
  };
}

function apiContent(platform: Platform, bot: BotRecord, content: MessageContent) {
  const { kind, text, entities, spoiler = false, captionAbove = false } = content;
  if (kind === "text") return { text, ...(entities.length === 0 ? {} : { entities }) };
  return {
    ...apiFile(bot, requireFile(platform, content.file)),
    ...(text === "" ? {} : { caption: text }),
    ...(text === "" || entities.length === 0 ? {} : { caption_entities: entities }),
    ...(spoiler ? { has_media_spoiler: true } : {}),
    ...(captionAbove ? { show_caption_above_media: true } : {}),
  };
}

function apiFile(bot: BotRecord, file: FileRecord) {
  if (file.kind === "photo") return { photo: photoSizes(bot, file) };
  const common = {
    file_id: fileIdOf(bot, file),
    file_unique_id: uniqueIdOf(file),
    file_size: file.sizeBytes,
  };
  const sides = { width: file.widthPx, height: file.heightPx };
  switch (file.kind) {
    case "document":
      return { document: { ...common, ...named(file) } };
    case "video":
      return { video: { ...common, ...named(file), ...sides, duration: 1 } };
    case "sticker":
      return {
        sticker: { ...common, ...sides, type: "regular", is_animated: false, is_video: false },
      };
  }
}

function named({ fileName, mimeType }: FileRecord) {
  return { mime_type: mimeType, ...(fileName === undefined ? {} : { file_name: fileName }) };
}
