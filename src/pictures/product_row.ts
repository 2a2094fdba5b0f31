import { sql } from "kysely";
import { columnsOfKind, MAIN_IMAGE, PICTURES } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";

/** The part of a product's row that pictures need. */
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
  const row = await db.selectFrom("products")
    .select(["withdrawn_at", `${PICTURES[MAIN_IMAGE].columns.url} as coverUrl`])
    .where("product_id", "=", productId).executeTakeFirst();
  return row && { withdrawn: row.withdrawn_at !== null, coverUrl: row.coverUrl };
}

/** Which of these URLs are in a column of another product. */
export async function listUrlsOfOthers(
  db: Database,
  productId: string,
  urls: readonly string[],
): Promise<string[]> {
  const ofColumns = columnsOfKind("url").map((column) =>
    sql`
    select ${sql.ref(column)} as url from products
    where product_id <> ${productId} and ${sql.ref(column)} = any(${urls}::text[])`
  );
  const { rows } = await sql<{ url: string }>`${sql.join(ofColumns, sql` union `)}`.execute(db);
  return rows.map(({ url }) => url);
}
