import { sql } from "kysely";
import { columnsOfKind } from "../domain/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { type EventMetadata, execute } from "../event_log/mod.ts";

/**
 * Deletes a product of this seller's for good, on sale or withdrawn: ends its pictures in the log and empties its row of
 * all that the seller gave. Returns the addresses of pictures that its columns held, of some of which no event may speak;
 * undefined when this seller has no such product, or has it no more. What lies outside of the database is left to
 * whoever is told of it in this transaction.
 */
export async function deleteProduct(
  tx: DatabaseTransaction,
  productId: string,
  sellerId: number,
  metadata: EventMetadata,
): Promise<string[] | undefined> {
  const urls = columnsOfKind("url");
  const own = await tx.selectFrom("products")
    .select(urls)
    .where("product_id", "=", productId).where("seller_id", "=", sellerId)
    .forNoKeyUpdate().executeTakeFirst();
  if (own === undefined) return undefined;
  await execute(tx, productId, { type: "DeleteImages" }, metadata);
  await tx.updateTable("products").where("product_id", "=", productId).set({
    title: null,
    description: null,
    price_minor: null,
    price_currency: null,
    seller_id: null,
    seller_username: null,
    withdrawn_at: sql`coalesce(withdrawn_at, now())`,
    deleted_for_good_at: sql`now()`,
  }).execute();
  return urls.map((column) => own[column]).filter((url) => url !== null);
}
