import { FIRST_NUMBER, MAIN_IMAGE, MAX_PICTURES, productIdFrom } from "../domain/mod.ts";
import { accepted, execute } from "../event_log/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { appendPicture } from "./add_picture.ts";
import { idOfPhoto, type PhotoDeps, storePhoto } from "./photo.ts";
import type { SellerPhoto } from "./picture_work.ts";
import type { Price } from "./price.ts";

/** A product that a seller puts on sale. */
export interface NewProduct {
  /** A UUID. One sale lists one product: a second call for it fails. */
  readonly saleId: string;
  readonly title: string;
  /** Empty if there is none. */
  readonly description: string;
  readonly price: Price;
  /** One to ten, in their order. The same photo twice is taken once. */
  readonly photos: readonly SellerPhoto[];
  readonly sellerId: number;
  readonly sellerUsername: string | null;
  /** What led to it, for the event log, such as `update:7`. */
  readonly cause: string;
}

/** What {@link listProduct} works with. */
export interface ListDeps extends PhotoDeps {
  /** Random ids of the form `TBF-7KQ2MX` if absent. */
  readonly drawId?: () => string;
}

/**
 * Puts a product on sale: its row, the events of its photos, and the jobs that store them. The photos show from the first
 * moment.
 *
 * @throws {RangeError} for no photo, or more than ten.
 */
export async function listProduct(
  { drawId = drawProductId, ...deps }: ListDeps,
  product: NewProduct,
): Promise<{ readonly listed: string }> {
  const { photos: [first, ...others], saleId, sellerId } = product;
  if (first === undefined || others.length >= MAX_PICTURES) {
    const count = product.photos.length;
    throw new RangeError(
      `Cannot list a product: it needs 1 to ${MAX_PICTURES} photos, has ${count}`,
    );
  }
  const productId = await insertUnderFreeId(deps.tx, product, drawId);
  const metadata = {
    actor: `seller:${sellerId}`,
    correlationId: `sale:${saleId}`,
    causationId: product.cause,
  };
  const command = {
    type: "CaptureFileId",
    imageType: MAIN_IMAGE,
    captured: idOfPhoto(first),
  } as const;
  const { state } = accepted(await execute(deps.tx, productId, command, metadata));
  await storePhoto(deps, { productId, picture: FIRST_NUMBER, photo: first, state });
  // A photo that is among the others already is refused, and taken once.
  for (const photo of others) await appendPicture(deps, { productId, photo, metadata });
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
