import type { Database, DatabaseTransaction } from "../postgres/mod.ts";
import { getProduct } from "./product.ts";

/** Why a user cannot change a product: it is no longer on sale, or it is somebody else's. */
export interface NotOwn {
  readonly refused: "withdrawn" | "not_yours";
}

/** A seller and one product. */
export interface Ownership {
  readonly productId: string;
  readonly sellerId: number;
}

/** Locks the row of a product that this seller has on sale, or also of one `offSale`, until the transaction ends. */
export async function lockOwnProduct(
  tx: DatabaseTransaction,
  { productId, sellerId }: Ownership,
  { offSale = false } = {},
): Promise<NotOwn | undefined> {
  const own = tx.selectFrom("products").select("product_id")
    .where("product_id", "=", productId).where("seller_id", "=", sellerId);
  const row = await (offSale ? own : own.where("withdrawn_at", "is", null))
    .forNoKeyUpdate().executeTakeFirst();
  return row === undefined ? await whyNotOwn(tx, { productId, sellerId }) : undefined;
}

/** Says why a product is not this seller's to change. */
export async function whyNotOwn(
  db: Database,
  { productId, sellerId }: Ownership,
): Promise<NotOwn> {
  const product = await getProduct(db, productId);
  // A product that was deleted for good names no seller any more: it may have been this one's.
  const mayBeOwn = product?.sellerId === sellerId || product?.sellerId === null;
  return { refused: mayBeOwn && product.withdrawn ? "withdrawn" : "not_yours" };
}
