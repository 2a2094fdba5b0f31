import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { lockOwnProduct, type NotOwn, type Ownership } from "./own_product.ts";

/** Takes a product that this seller has on sale out of the catalogue: who has its link is told that it is sold. */
export async function markSold(
  tx: DatabaseTransaction,
  ownership: Ownership,
): Promise<{ readonly sold: string } | NotOwn> {
  const notOwn = await lockOwnProduct(tx, ownership);
  if (notOwn !== undefined) return notOwn;
  const { productId } = ownership;
  await tx.updateTable("products").set({ withdrawn_at: sql`now()`, marked_sold_at: sql`now()` })
    .where("product_id", "=", productId).execute();
  return { sold: productId };
}
