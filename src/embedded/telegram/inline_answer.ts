import type { InlineResultView } from "./control.ts";
import { type InlineButton, viewButtons } from "./markup.ts";
import { requireFile } from "./files.ts";
import { viewPhoto } from "./message_view.ts";
import type { Platform } from "./platform.ts";
import type { BotRecord, MessageContent } from "./records.ts";

/** One result as the bot gave it, with its content made ready. */
export interface InlineResult {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  /** The message that choosing it sends. */
  readonly content: MessageContent;
  readonly buttons?: readonly (readonly InlineButton[])[];
}

/** A bot's answer to an inline query. */
export interface InlineAnswer {
  readonly event: number;
  readonly results: readonly InlineResult[];
  readonly nextOffset: string;
  readonly isPersonal: boolean;
  readonly cacheTimeSeconds: number;
}

/** A result as the user sees it. */
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
