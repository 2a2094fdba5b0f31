import {
  byImage,
  columnsOfKind,
  type CommandOf,
  IMAGE_TYPES,
  type ImageType,
  PICTURES,
} from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { execute, type Executed, replayProduct } from "../event_log/mod.ts";

/** What is known about a file id. */
export interface FileIdEvidence {
  readonly fileUniqueId?: string | undefined;
  /** SHA-256 of the uploaded bytes. Without it, the id counts as one of the current picture. */
  readonly sha256?: string | undefined;
  /** The id is of a legacy row's picture, which no event has named yet. */
  readonly legacy?: boolean;
}

/**
 * The file ids of one bot, on the event log. Four calls have the names that they had in the older shop's cache service.
 * `invalidateFileId` is new: it ends one id and leaves the other.
 */
export interface TelegramFileIds {
  /** The id by which the bot may send the picture, or null. */
  getProductImageFileId(productId: string, imageType: ImageType): Promise<string | null>;
  /** The ids of all pictures of a product, in one query; null where there is none, or no such product. */
  getBothFileIds(productId: string): Promise<Readonly<Record<ImageType, string | null>>>;
  /** Captures an id. It is refused as `not_current` if its bytes are no longer the picture. */
  saveTelegramFileId(
    productId: string,
    fileId: string,
    imageType: ImageType,
    evidence?: FileIdEvidence,
  ): Promise<Executed<CommandOf<"CaptureFileId">>>;
  /**
   * Invalidates an id that Telegram refused. An id that was captured meanwhile stays. If the log does not know the id,
   * it was written to the column directly: no event can end it, so the product's columns are replayed from the log.
   */
  invalidateFileId(
    productId: string,
    fileId: string,
    imageType: ImageType,
    reason: string,
  ): Promise<Executed<CommandOf<"InvalidateFileId">>>;
  /** Invalidates all ids of a product, and returns how many there were. */
  invalidateCache(productId: string): Promise<number>;
}

/** Makes the file ids of a bot. The columns of the database must be built for it. */
export function createTelegramFileIds(db: Database, botId: number): TelegramFileIds {
  const metadata = { actor: "delivery" };

  const getBothFileIds: TelegramFileIds["getBothFileIds"] = async (productId) => {
    const row = await db.selectFrom("products")
      .select(columnsOfKind("fileId"))
      .where("product_id", "=", productId).executeTakeFirst();
    return byImage((imageType) => row?.[PICTURES[imageType].columns.fileId] ?? null);
  };

  const getProductImageFileId: TelegramFileIds["getProductImageFileId"] = async (
    productId,
    imageType,
  ) => (await getBothFileIds(productId))[imageType];

  const invalidateFileId: TelegramFileIds["invalidateFileId"] = async (
    productId,
    fileId,
    imageType,
    reason,
  ) => {
    const command = {
      type: "InvalidateFileId",
      imageType,
      botId,
      fileId,
      reason: reason.slice(0, 200),
    } as const;
    const executed = await execute(db, productId, command, metadata);
    const isUnknown = !("refused" in executed) && executed.events.length === 0;
    if (isUnknown && await getProductImageFileId(productId, imageType) === fileId) {
      await replayProduct(db, productId);
    }
    return executed;
  };

  return {
    getBothFileIds,
    invalidateFileId,
    getProductImageFileId,
    saveTelegramFileId: (productId, fileId, imageType, { legacy = false, ...evidence } = {}) => {
      const captured = { botId, fileId, ...evidence };
      const command = { type: "CaptureFileId", imageType, captured, legacy } as const;
      return execute(db, productId, command, metadata);
    },
    invalidateCache: async (productId) => {
      const ids = await getBothFileIds(productId);
      let count = 0;
      for (const imageType of IMAGE_TYPES) {
        const fileId = ids[imageType];
        if (fileId === null) continue;
        await invalidateFileId(productId, fileId, imageType, "invalidate_cache");
        count++;
      }
      return count;
    },
  };
}
