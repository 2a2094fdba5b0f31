import type { InlineResultView } from "../control/control.ts";
import { requireFile } from "../files/files.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, InlineResult } from "../state/records.ts";
import { viewButtons } from "./button_view.ts";
import { viewPhoto } from "./message_view.ts";

/** Shows a result of an inline query as the user sees it. */
export function viewInlineResult(
  platform: Platform,
  bot: BotRecord,
  { id, type, title, description, content, buttons }: InlineResult,
): InlineResultView {
  const photo = content.kind === "photo" ? requireFile(platform, content.file) : undefined;
  return {
    id,
    type,
    title,
    description,
    text: content.text,
    ...(photo === undefined ? {} : { photo: viewPhoto(bot, photo) }),
    keyboard: viewButtons(buttons),
  };
}
