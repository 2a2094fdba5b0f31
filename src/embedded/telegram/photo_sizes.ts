import { fileIdOf, uniqueIdOf } from "./files.ts";
import type { BotRecord, FileRecord } from "./records.ts";

/** One size of a photo as the Bot API shows it. */
export interface PhotoSize {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly file_size: number;
  readonly width: number;
  readonly height: number;
}

/** Longest sides of Telegram's sizes, by letter [doc core.telegram.org/api/files, read 2026-09]. */
const LONGEST_SIDES_PX: readonly (readonly [letter: string, px: number])[] = [
  ["s", 90],
  ["m", 320],
  ["x", 800],
];
const LARGEST = "y";

/**
 * The 2–4 sizes of a photo, smallest first. Only the declared sides differ: every size downloads as the bytes
 * that came, so that hashes can be compared.
 */
export function photoSizes(bot: BotRecord, file: FileRecord): PhotoSize[] {
  const longest = Math.max(file.widthPx, file.heightPx);
  const smaller = LONGEST_SIDES_PX.filter(([letter, px]) => letter === "s" || px < longest);
  const scaled = smaller.map(([letter, px]) =>
    sizeOf(bot, file, letter, Math.min(1, px / longest))
  );
  return [...scaled, sizeOf(bot, file, LARGEST, 1)];
}

/** The size that shows the whole picture. */
export function largestSize(bot: BotRecord, file: FileRecord): PhotoSize {
  return sizeOf(bot, file, LARGEST, 1);
}

function sizeOf(bot: BotRecord, file: FileRecord, letter: string, scale: number): PhotoSize {
  return {
    file_id: fileIdOf(bot, file, letter),
    file_unique_id: uniqueIdOf(file, letter),
    file_size: Math.ceil(file.sizeBytes * scale * scale),
    width: Math.max(1, Math.round(file.widthPx * scale)),
    height: Math.max(1, Math.round(file.heightPx * scale)),
  };
}
