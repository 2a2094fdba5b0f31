import type { StoreImageJob } from "../pictures/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";

/** Where a use case leaves the work on pictures that follows it. */
export interface PictureWork {
  /** Enqueues the storing of a picture, in the transaction that makes it necessary. */
  readonly enqueueStoreImage: (tx: DatabaseTransaction, job: StoreImageJob) => Promise<void>;
  /**
   * Enqueues the erasing of a product's pictures, in the transaction that deletes it for good. `addresses` are the URLs
   * that its columns held: events need not know them all.
   */
  readonly enqueueEraseProduct: (
    tx: DatabaseTransaction,
    request: { readonly productId: string; readonly addresses: readonly string[] },
  ) => Promise<void>;
}

/** A photo that a seller sent to the bot. */
export interface SellerPhoto {
  /** The bot that got it. No other bot can use these file ids. */
  readonly botId: number;
  /** Sends the photo again. */
  readonly fileId: string;
  readonly fileUniqueId: string;
  /** Downloads the best version: the file that was sent, or the largest size of the photo. */
  readonly originalFileId: string;
}
