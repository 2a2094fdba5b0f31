import { generationOf } from "../domain/mod.ts";
import { accepted, execute } from "../event_log/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { olderAddresses } from "./older_addresses.ts";
import { lockOwnProduct, type NotOwn, type Ownership } from "./own_product.ts";
import type { PictureWork, SellerPhoto } from "./picture_work.ts";

/** A new photo for a product that this seller has on sale. */
export interface PhotoReplacement extends Ownership {
  readonly photo: SellerPhoto;
  /** What led to it, for the event log, such as `update:7`. */
  readonly cause: string;
}

/** What {@link replacePhoto} works with. */
export interface ReplaceDeps extends Pick<PictureWork, "enqueueStoreImage"> {
  readonly tx: DatabaseTransaction;
}

/** Replaces a product's picture. The new photo shows at once; a job stores it. */
export async function replacePhoto(
  { tx, enqueueStoreImage }: ReplaceDeps,
  { productId, sellerId, photo, cause }: PhotoReplacement,
): Promise<{ readonly replaced: string } | NotOwn> {
  const notOwn = await lockOwnProduct(tx, { productId, sellerId });
  if (notOwn !== undefined) return notOwn;
  const { botId, fileId, fileUniqueId, originalFileId } = photo;
  const captured = { botId, fileId, fileUniqueId };
  const command = { type: "ReplaceImages", reason: "replaced_by_seller", photo: captured } as const;
  const legacyValues = await olderAddresses(tx, productId);
  const metadata = {
    actor: `seller:${sellerId}`,
    causationId: cause,
    ...(legacyValues.length > 0 && { legacyValues }),
  };
  const executed = await execute(tx, productId, command, metadata);
  const generation = generationOf(accepted(executed).state);
  await enqueueStoreImage(tx, { botId, productId, generation, fileId: originalFileId });
  return { replaced: productId };
}
