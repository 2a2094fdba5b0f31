import { sql } from "kysely";
import type { Database, DatabaseTransaction } from "./database.ts";
import { type EventMetadata, execute } from "./event_log.ts";

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
  const own = await tx.selectFrom("products")
    .select(["cover_image_url", "thumbnail_url"])
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
  return [own.cover_image_url, own.thumbnail_url].filter((url) => url !== null);
}

/** The keys of every object that an event of a product ever named. */
export async function listObjectKeys(db: Database, productId: string): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select distinct value as key from image_events
    where product_id = ${productId} and slot = 'uploaded' order by key`.execute(db);
  return rows.map(({ key }) => key);
}

/** Those of these URLs that columns of another product hold. */
export async function listUrlsOfOthers(
  db: Database,
  productId: string,
  urls: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ url: string }>`
    select cover_image_url as url from products
    where product_id <> ${productId} and cover_image_url = any(${urls}::text[])
    union
    select thumbnail_url from products
    where product_id <> ${productId} and thumbnail_url = any(${urls}::text[])`.execute(db);
  return rows.map(({ url }) => url);
}
