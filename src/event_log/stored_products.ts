import { type RawBuilder, sql } from "kysely";
import type { Database } from "../postgres/mod.ts";

/** Options of {@link listStoredProducts}. */
interface StoredProductsOptions {
  /** Products in one statement; 500 if absent. */
  readonly pageSize?: number;
}

/** The ids of all products of which an event named an object, in order. Each page is a statement of its own. */
export async function* listStoredProducts(
  db: Database,
  { pageSize = 500 }: StoredProductsOptions = {},
): AsyncGenerator<string, void> {
  let after: RawBuilder<unknown> = sql`true`;
  for (;;) {
    const { rows } = await sql<{ product_id: string }>`
      select p.product_id from products p where ${after} and ${IS_STORED}
      order by p.product_id limit ${pageSize}`.execute(db);
    for (const { product_id } of rows) yield product_id;
    if (rows.length < pageSize) return;
    after = sql`p.product_id > ${rows.at(-1)!.product_id}`;
  }
}

/** How many products {@link listStoredProducts} gives. */
export async function countStoredProducts(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from products p where ${IS_STORED}`.execute(db);
  return rows[0]!.count;
}

const IS_STORED = sql`exists (
  select from image_events e where e.product_id = p.product_id and e.slot = 'uploaded')`;
