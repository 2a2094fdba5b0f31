import * as v from "valibot";
import { Count, Sha256, Text } from "./fields.ts";

/** An id by which one bot, and no other, may send one picture. */
export interface CapturedFileId {
  /** The bot's Telegram user id: the number before the colon in its token. */
  readonly botId: number;
  /** Telegram's `file_id`. */
  readonly fileId: string;
  /** Telegram's `file_unique_id`: the same for every bot; it cannot send. */
  readonly fileUniqueId?: string | undefined;
  /** Of the bytes that were uploaded to Telegram; absent where we never held them (a seller's own photo). */
  readonly sha256?: string | undefined;
}

/** How events store a {@link CapturedFileId}. */
export const CapturedFileIdData: v.GenericSchema<unknown, CapturedFileId> = v.strictObject({
  botId: Count,
  fileId: Text,
  fileUniqueId: v.optional(Text),
  sha256: v.optional(Sha256),
});
