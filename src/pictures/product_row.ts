import { sql } from "kysely";
import type { Database } from "../postgres/mod.ts";

/** What pictures must know of a product's row. */
export interface ProductRow {
  readonly withdrawn: boolean;
  /** An object of our bucket, another URL, or a legacy path. */
  readonly coverUrl: string | null;
}

/** The row of a product; undefined when there is none. */
export async function loadProductRow(
  db: Database,
  productId: string,
): Promise<ProductRow | undefined> {
  const row = await db.selectFrom("products").select(["withdrawn_at", "cover_image_url"])
    .where("product_id", "=", productId).executeTakeFirst();
  return row && { withdrawn: row.withdrawn_at !== null, coverUrl: row.cover_image_url };
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
