import type { ImageType } from "../domain/mod.ts";
import type { TelegramFileIds } from "./file_ids.ts";
import type { RecentIds } from "./recent_ids.ts";
import { tellLog } from "./tell_log.ts";

/** A file id that Telegram refused. */
export interface RefusedFileId {
  readonly productId: string;
  /** The number of the picture; 1 if absent. */
  readonly picture?: number | undefined;
  readonly imageType: ImageType;
  readonly fileId: string;
  /** Why, in Telegram's words or in ours. */
  readonly reason: string;
}

/** Does what is to be done when Telegram refuses a file id, wherever it was sent. It throws nothing. */
export type HealFileId = (refused: RefusedFileId) => Promise<void>;

/**
 * Makes the healer. A refused id is forgotten by this process and ended in the log, so that nobody sends it again. The
 * picture gets a new id with its next upload.
 */
export function createHealer(
  { fileIds, recent }: {
    readonly fileIds: Pick<TelegramFileIds, "invalidateFileId">;
    readonly recent: Pick<RecentIds, "forget">;
  },
): HealFileId {
  return async ({ productId, picture, imageType, fileId, reason }) => {
    recent.forget(fileId);
    await tellLog(
      { productId, imageType, picture },
      () => fileIds.invalidateFileId(productId, fileId, imageType, reason, picture),
    );
  };
}
