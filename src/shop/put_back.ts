import type { DatabaseTransaction } from "../postgres/mod.ts";
import { type Ownership } from "./own_product.ts";

/**
 * Puts a product of this seller, sold or withdrawn, on sale again, at its old place. One that is on sale stays so. One
 * that was deleted for good names no seller, so it is nobody's.
 */
export async function putBack(
  tx: DatabaseTransaction,
  { productId, sellerId }: Ownership,
): Promise<{ readonly onSale: string } | { readonly refused: "not_yours" }> {
  const [result] = await tx.updateTable("products")
    .set({ withdrawn_at: null, marked_sold_at: null })
    .where("product_id", "=", productId).where("seller_id", "=", sellerId).execute();
  return result?.numUpdatedRows === 1n ? { onSale: productId } : { refused: "not_yours" };
}
