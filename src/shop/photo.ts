import { type CapturedFileId, generationOf, type ProductImages, viewOf } from "../domain/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import type { PictureWork, SellerPhoto } from "./picture_work.ts";

/** What a use case that takes a photo works with. */
export interface PhotoDeps extends Pick<PictureWork, "enqueueStoreImage"> {
  readonly tx: DatabaseTransaction;
}

/** The id by which the bot that got a photo shows it. */
export function idOfPhoto({ botId, fileId, fileUniqueId }: SellerPhoto): CapturedFileId {
  return { botId, fileId, fileUniqueId };
}

/** Enqueues the storing of a photo as a picture of a product. `state`: with the event of this photo. */
export async function storePhoto(
  { tx, enqueueStoreImage }: PhotoDeps,
  { productId, picture, photo: { botId, originalFileId: fileId }, state }: {
    readonly productId: string;
    readonly picture: number;
    readonly photo: SellerPhoto;
    readonly state: ProductImages;
  },
): Promise<void> {
  const generation = generationOf(viewOf(state, picture));
  await enqueueStoreImage(tx, { botId, productId, picture, generation, fileId });
}
