import type { BotRecord, FileRecord } from "../state/records.ts";
import { fileIdOf, uniqueIdOf } from "./files.ts";

/** One size of a photo as the Bot API writes it. */
export interface PhotoSize {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly file_size: number;
  readonly width: number;
  readonly height: number;
}

/** The longest side of each of Telegram's sizes (core.telegram.org/api/files, read 2026-09). */
const LONGEST_SIDES_PX: readonly (readonly [letter: string, px: number])[] = [
  ["s", 90],
  ["m", 320],
  ["x", 800],
];
const LARGEST = "y";

/**
 * Returns the two to four sizes of a photo, smallest first. Only the declared sides differ: every size downloads as the
 * original bytes, so that a test can compare hashes.
 */
export function photoSizes(bot: BotRecord, file: FileRecord): PhotoSize[] {
  const longest = Math.max(file.widthPx, file.heightPx);
  const smaller = LONGEST_SIDES_PX.filter(([letter, px]) => letter === "s" || px < longest);
  const scaled = smaller.map(([letter, px]) =>
    sizeOf(bot, file, letter, Math.min(1, px / longest))
  );
  return [...scaled, sizeOf(bot, file, LARGEST, 1)];
}

/** Returns the largest size of a photo. */
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
