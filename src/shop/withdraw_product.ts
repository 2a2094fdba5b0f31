import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { lockOwnProduct, type NotOwn, type Ownership } from "./own_product.ts";

/** Takes a product that this seller has on sale out of the catalogue. */
export async function withdrawProduct(
  tx: DatabaseTransaction,
  ownership: Ownership,
): Promise<{ readonly withdrawn: string } | NotOwn> {
  const notOwn = await lockOwnProduct(tx, ownership);
  if (notOwn !== undefined) return notOwn;
  const { productId } = ownership;
  await tx.updateTable("products").set({ withdrawn_at: sql`now()`, marked_sold_at: null })
    .where("product_id", "=", productId).execute();
  return { withdrawn: productId };
}
