import * as v from "valibot";
import { badRequest } from "../errors.ts";
import { downloadableFile, fileIdOf, uniqueIdOf } from "../files/files.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, FileRecord } from "../state/records.ts";
import { method } from "./method.ts";
import { text } from "./params.ts";

/** Download limit (telegram-bot-api Client.h, read 2026-09). */
const MAX_DOWNLOAD_BYTES = 20 << 20;
/** "Guaranteed to be valid for at least 1 hour" (core.telegram.org/bots/api#getfile). */
const LINK_LIFE_MS = 3_600_000;

/** Gives a download link (core.telegram.org/bots/api#getfile). */
export const getFile = method(
  v.object({ file_id: v.optional(text, "") }),
  ({ platform, bot }, { file_id }) => {
    const file = downloadableFile(platform, bot, file_id);
    if (file === undefined) throw badRequest("Invalid file_id");
    if (file.sizeBytes > MAX_DOWNLOAD_BYTES) throw badRequest("File is too big");
    return {
      file_id: fileIdOf(bot, file),
      file_unique_id: uniqueIdOf(file),
      file_size: file.sizeBytes,
      file_path: openLink(platform, bot, file),
    };
  },
);

/** Finds the file of a download path. Returns undefined when the link has expired or never existed. */
export function fileByPath(
  platform: Platform,
  bot: BotRecord,
  filePath: string,
): FileRecord | undefined {
  const link = platform.state.links.get(`${bot.id}:${filePath}`);
  if (link === undefined || link.expiresAt <= platform.clock.now()) return;
  return platform.state.files.get(String(link.serial));
}

function openLink(platform: Platform, bot: BotRecord, file: FileRecord): string {
  const filePath = `${file.kind}s/file_${file.serial}${extensionOf(file)}`;
  const expiresAt = platform.clock.now() + LINK_LIFE_MS;
  platform.state.links.set(`${bot.id}:${filePath}`, { serial: file.serial, expiresAt });
  return filePath;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/gif": ".gif",
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "image/webp": ".webp",
  "video/mp4": ".mp4",
};

function extensionOf({ fileName, mimeType }: FileRecord): string {
  return /\.[A-Za-z0-9]{1,8}$/.exec(fileName ?? "")?.[0] ?? EXTENSIONS[mimeType] ?? "";
}
