import { sql } from "kysely";
import { columnsOfKind } from "../domain/mod.ts";
import { accepted, execute, listReplacedValues } from "../event_log/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { type NotOwn, type Ownership, whyNotOwn } from "./own_product.ts";
import { importedFurther } from "./row_values.ts";
import type { PictureWork } from "./picture_work.ts";

/** A product that its seller wants to be gone. */
export interface ProductDeletion extends Ownership {
  /** What led to it, for the event log, such as `update:7`. */
  readonly cause: string;
}

/** What {@link deleteProduct} works with. */
export interface DeleteDeps extends Pick<PictureWork, "enqueueEraseProduct"> {
  readonly tx: DatabaseTransaction;
}

/**
 * Deletes a product of this seller for good, on sale or withdrawn: ends its pictures in the log, empties its row of all
 * that the seller gave, and enqueues the erasing of what lies outside of the database.
 */
export async function deleteProduct(
  { tx, enqueueEraseProduct }: DeleteDeps,
  { productId, sellerId, cause }: ProductDeletion,
): Promise<{ readonly deleted: string } | NotOwn> {
  const urls = columnsOfKind("url");
  const own = await tx.selectFrom("products").select(urls)
    .where("product_id", "=", productId).where("seller_id", "=", sellerId)
    .forNoKeyUpdate().executeTakeFirst();
  if (own === undefined) return await whyNotOwn(tx, { productId, sellerId });
  // The database forgets it with the product.
  const imported = await importedFurther(tx, productId);
  // The actor has no number: the events stay when the seller is gone.
  const metadata = { actor: "seller", causationId: cause };
  accepted(await execute(tx, productId, { type: "DeleteImages" }, metadata));
  await tx.updateTable("products").where("product_id", "=", productId).set({
    title: null,
    description: null,
    price_minor: null,
    price_currency: null,
    seller_id: null,
    seller_username: null,
    withdrawn_at: sql`coalesce(withdrawn_at, now())`,
    marked_sold_at: null,
    deleted_for_good_at: sql`now()`,
  }).execute();
  const held = urls.map((column) => own[column]).filter((url) => url !== null);
  const addresses = [...held, ...imported, ...await listReplacedValues(tx, productId)];
  await enqueueEraseProduct(tx, { productId, addresses });
  return { deleted: productId };
}
