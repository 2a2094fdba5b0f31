import { sql } from "kysely";
import { columnsOfKind, MAIN_IMAGE, PICTURES } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { longestPlainPart } from "./plain_part.ts";

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

/**
 * The URLs in columns of other products that may name one of these objects, and perhaps some that do not: PostgreSQL
 * does not decode. A URL without `%` contains at least the plain parts of its key.
 */
export async function listUrlsOfOthers(
  db: Database,
  productId: string,
  keys: readonly string[],
): Promise<string[]> {
  const parts = keys.map(longestPlainPart);
  const ofColumns = columnsOfKind("url").map((column) =>
    sql`
    select ${sql.ref(column)} as url from products
    where product_id <> ${productId} and (strpos(${sql.ref(column)}, '%') > 0
      or exists (select from unnest(${parts}::text[]) part where strpos(${
      sql.ref(column)
    }, part) > 0))`
  );
  const { rows } = await sql<{ url: string }>`${sql.join(ofColumns, sql` union `)}`.execute(db);
  return rows.map(({ url }) => url);
}
