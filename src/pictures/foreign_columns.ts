import { sql } from "kysely";
import { columnsOfKind, PICTURES_COLUMN } from "../domain/mod.ts";
import type { Database, ProductsTable } from "../postgres/mod.ts";

/** Our own columns of `products` that hold texts. */
const OURS: readonly (keyof ProductsTable)[] = [
  "product_id",
  "title",
  "description",
  "seller_username",
  "price_currency",
  ...columnsOfKind("url"),
  ...columnsOfKind("fileId"),
  PICTURES_COLUMN,
];

/** The columns of `products` that an older shop has besides ours, and that may name pictures: most shops have none. */
export async function listForeignColumns(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select attname::text as name from pg_attribute
    where attrelid = to_regclass('products') and attnum > 0 and not attisdropped
      and format_type(atttypid, null) in (
        'text', 'character varying', 'character', 'json', 'jsonb', 'text[]', 'character varying[]')
      and attname::text <> all (${OURS}::text[])
    order by attnum`.execute(db);
  return rows.map(({ name }) => name);
}
