import { sql } from "kysely";
import { type Database, prepared } from "../postgres/mod.ts";
import { type Product, PRODUCT_COLUMNS, productOf, type ProductRow } from "./product.ts";

const offSale = prepared<{ sellerId: number; limit: number }, ProductRow>(
  "off_sale",
  ({ sellerId, limit }) =>
    sql`
      select ${sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)))} from products
      where seller_id = ${sellerId} and withdrawn_at is not null and deleted_for_good_at is null
      order by withdrawn_at desc, product_id limit ${limit}`,
);

/** Reads what a seller can put back on sale, sold or withdrawn, the last one first. */
export async function listOffSale(
  db: Database,
  sellerId: number,
  limit: number,
): Promise<Product[]> {
  return (await offSale(db, { sellerId, limit })).map(productOf);
}
