import { generationOf, MAIN_IMAGE, productIdFrom } from "../domain/mod.ts";
import { accepted, execute } from "../event_log/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import type { PictureWork, SellerPhoto } from "./picture_work.ts";
import type { Price } from "./price.ts";

/** A product that a seller puts on sale. */
export interface NewProduct {
  /** A UUID. One sale lists one product: a second call for it fails. */
  readonly saleId: string;
  readonly title: string;
  /** Empty if there is none. */
  readonly description: string;
  readonly price: Price;
  readonly photo: SellerPhoto;
  readonly sellerId: number;
  readonly sellerUsername: string | null;
  /** What led to it, for the event log, such as `update:7`. */
  readonly cause: string;
}

/** What {@link listProduct} works with. */
export interface ListDeps extends Pick<PictureWork, "enqueueStoreImage"> {
  readonly tx: DatabaseTransaction;
  /** Random ids of the form `TBF-7KQ2MX` if absent. */
  readonly drawId?: () => string;
}

/**
 * Puts a product on sale: its row, the event of its photo, and the job that stores its pictures. The photo shows from
 * the first moment.
 */
export async function listProduct(
  { tx, enqueueStoreImage, drawId = drawProductId }: ListDeps,
  product: NewProduct,
): Promise<{ readonly listed: string }> {
  const productId = await insertUnderFreeId(tx, product, drawId);
  const { photo: { botId, fileId, fileUniqueId, originalFileId }, saleId, sellerId } = product;
  const captured = { botId, fileId, fileUniqueId };
  const command = { type: "CaptureFileId", imageType: MAIN_IMAGE, captured } as const;
  const executed = await execute(tx, productId, command, {
    actor: `seller:${sellerId}`,
    correlationId: `sale:${saleId}`,
    causationId: product.cause,
  });
  const generation = generationOf(accepted(executed).state);
  await enqueueStoreImage(tx, { botId, productId, generation, fileId: originalFileId });
  return { listed: productId };
}

function drawProductId(): string {
  return productIdFrom(crypto.getRandomValues(new Uint8Array(8)));
}

/** Draws ids until one is free. There are 729 million: nearly always the first one is. */
async function insertUnderFreeId(
  tx: DatabaseTransaction,
  product: NewProduct,
  drawId: () => string,
): Promise<string> {
  for (;;) {
    const productId = drawId();
    if (await insert(tx, productId, product)) return productId;
  }
}

/** Returns false when the id is taken. */
async function insert(
  tx: DatabaseTransaction,
  productId: string,
  product: NewProduct,
): Promise<boolean> {
  const result = await tx.insertInto("products").values({
    product_id: productId,
    sale_id: product.saleId,
    title: product.title,
    description: product.description || null,
    price_minor: product.price.minor,
    price_currency: product.price.currency,
    seller_id: product.sellerId,
    seller_username: product.sellerUsername,
  }).onConflict((conflict) => conflict.column("product_id").doNothing()).executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}
