import {
  byImage,
  columnsOfKind,
  type CommandOf,
  FIRST_NUMBER,
  IMAGE_TYPES,
  type ImageType,
  PICTURES,
  PICTURES_COLUMN,
  type ProductPicture,
  projectedPictures,
} from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { type EventMetadata, execute, type Executed, replayProduct } from "../event_log/mod.ts";

/** What is known about a file id. */
export interface FileIdEvidence {
  readonly fileUniqueId?: string | undefined;
  /** SHA-256 of the uploaded bytes. Without it, the id counts as one of the current picture. */
  readonly sha256?: string | undefined;
  /** The id is of a legacy row's picture, which no event has named yet. */
  readonly legacy?: boolean;
  /** The number of the picture; 1 if absent. */
  readonly picture?: number | undefined;
}

/**
 * The file ids of one bot, on the event log. Four calls have the names that they had in the older shop's cache service.
 * `invalidateFileId` is new: it ends one id and leaves the other.
 */
export interface TelegramFileIds {
  /** The id by which the bot may send the first picture, or null. */
  getProductImageFileId(productId: string, imageType: ImageType): Promise<string | null>;
  /** The ids of the first picture, in one query; null where there is none, or no such product. */
  getBothFileIds(productId: string): Promise<Readonly<Record<ImageType, string | null>>>;
  /**
   * Captures an id. It is refused as `not_current` if its bytes are no longer the picture, or Telegram has refused it
   * since.
   */
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
    picture?: number,
  ): Promise<Executed<CommandOf<"InvalidateFileId">>>;
  /** Invalidates all ids of a product, and returns how many there were. */
  invalidateCache(productId: string): Promise<number>;
}

/**
 * Makes the file ids of a bot. The columns of the database must be built for it. `metadata` is stored with the events: that of
 * views if absent.
 */
export function createTelegramFileIds(
  db: Database,
  botId: number,
  metadata: EventMetadata = { actor: "delivery" },
): TelegramFileIds {
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
    picture = FIRST_NUMBER,
  ) => {
    const command = {
      type: "InvalidateFileId",
      picture,
      imageType,
      botId,
      fileId,
      reason: reason.slice(0, 200),
    } as const;
    const executed = await execute(db, productId, command, metadata);
    const isUnknown = !("refused" in executed) && executed.events.length === 0;
    if (isUnknown) await replayIfHeld(db, productId, imageType, fileId);
    return executed;
  };

  return {
    getBothFileIds,
    invalidateFileId,
    getProductImageFileId,
    saveTelegramFileId: (productId, fileId, imageType, evidence = {}) => {
      const { legacy = false, picture, ...known } = evidence;
      const captured = { botId, fileId, ...known };
      const command = { type: "CaptureFileId", picture, imageType, captured, legacy } as const;
      return execute(db, productId, command, metadata);
    },
    invalidateCache: async (productId) => {
      const ids = (await listPictures(db, productId)).flatMap(({ picture, images }) =>
        IMAGE_TYPES.map((imageType) => ({ picture, imageType, fileId: images[imageType].fileId }))
      ).filter(({ fileId }) => fileId !== null);
      for (const { picture, imageType, fileId } of ids) {
        await invalidateFileId(productId, fileId!, imageType, "invalidate_cache", picture);
      }
      return ids.length;
    },
  };
}

/** A row that holds an id of which the log does not know is wrong. */
async function replayIfHeld(
  db: Database,
  productId: string,
  imageType: ImageType,
  fileId: string,
): Promise<void> {
  const pictures = await listPictures(db, productId);
  const isHeld = pictures.some(({ images }) => images[imageType].fileId === fileId);
  if (isHeld) await replayProduct(db, productId);
}

async function listPictures(db: Database, productId: string): Promise<readonly ProductPicture[]> {
  const row = await db.selectFrom("products")
    .select([...columnsOfKind("url"), ...columnsOfKind("fileId"), PICTURES_COLUMN])
    .where("product_id", "=", productId).executeTakeFirst();
  return row === undefined ? [] : projectedPictures(row);
}
