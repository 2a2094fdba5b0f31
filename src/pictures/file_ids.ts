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

/** What is known of a file id beside the id. */
export interface FileIdEvidence {
  /** Telegram's `file_unique_id`. */
  readonly fileUniqueId?: string | undefined;
  /** SHA-256 of the bytes that were uploaded; without it the id is taken to be of the current picture. */
  readonly sha256?: string | undefined;
  /** It is of the picture that a legacy row had before any event spoke of it. */
  readonly legacy?: boolean;
}

/**
 * The file ids of one bot, on the event log: the legacy cache service's four calls by their names, for those who know
 * them, and `invalidateFileId`, which ends one id and spares the other.
 */
export interface TelegramFileIds {
  /** The id by which the bot may send the picture, or null. */
  getProductImageFileId(productId: string, imageType: ImageType): Promise<string | null>;
  /** The ids of all pictures of a product, in one query; null where there is none, or no such product. */
  getBothFileIds(productId: string): Promise<Readonly<Record<ImageType, string | null>>>;
  /** Captures an id. Refused as `not_current` when it is of bytes that are no longer the picture. */
  saveTelegramFileId(
    productId: string,
    fileId: string,
    imageType: ImageType,
    evidence?: FileIdEvidence,
  ): Promise<Executed<CommandOf<"CaptureFileId">>>;
  /**
   * Invalidates one id that Telegram refused; an id that was captured since then stays. One that the log does not know
   * was written past it: no event can end it, so the product's columns are set right by the log.
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

/** The file ids of a bot, on a database whose columns are built for it. */
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
