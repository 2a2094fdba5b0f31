import type { FileView, MessageView, PhotoView } from "../control/control.ts";
import { fileIdOf, requireFile, uniqueIdOf } from "../files/files.ts";
import { largestSize } from "../files/photo_sizes.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, FileRecord, MessageRecord } from "../state/records.ts";
import { renderHtml } from "../text/render_html.ts";
import { viewButtons } from "./button_view.ts";

/** Shows a message as its user sees it now. */
export function viewMessage(
  platform: Platform,
  bot: BotRecord,
  message: MessageRecord,
): MessageView {
  const { content, mediaGroupId, replyKeyboard } = message;
  return {
    messageId: message.messageId,
    botId: message.botId,
    from: message.from,
    event: message.event,
    sentAt: message.sentAt,
    kind: content.kind,
    text: content.text,
    html: renderHtml(content),
    ...viewContentFile(platform, bot, content.file),
    ...(mediaGroupId === undefined ? {} : { mediaGroupId }),
    keyboard: viewButtons(message.buttons),
    ...(replyKeyboard === undefined ? {} : { replyKeyboard }),
    editCount: message.editCount,
    viaInline: message.viaInline === true,
  };
}

/** Shows a photo as its user sees it. */
export function viewPhoto(bot: BotRecord, file: FileRecord): PhotoView {
  const size = largestSize(bot, file);
  return {
    fileId: size.file_id,
    fileUniqueId: size.file_unique_id,
    widthPx: size.width,
    heightPx: size.height,
    sizeBytes: size.file_size,
  };
}

function viewContentFile(
  platform: Platform,
  bot: BotRecord,
  serial: number | undefined,
): { photo?: PhotoView; file?: FileView } {
  if (serial === undefined) return {};
  const file = requireFile(platform, serial);
  return file.kind === "photo" ? { photo: viewPhoto(bot, file) } : { file: viewFile(bot, file) };
}

function viewFile(bot: BotRecord, file: FileRecord): FileView {
  return {
    fileId: fileIdOf(bot, file),
    fileUniqueId: uniqueIdOf(file),
    ...(file.fileName === undefined ? {} : { fileName: file.fileName }),
    mimeType: file.mimeType,
    sizeBytes: file.sizeBytes,
  };
}
