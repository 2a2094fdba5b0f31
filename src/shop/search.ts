import { sql } from "kysely";
import type { Database } from "../postgres/mod.ts";
import { readProductName } from "./named_product.ts";
import {
  LISTED_AT,
  ON_SALE,
  type Product,
  PRODUCT_COLUMNS,
  productOf,
  type ProductRow,
} from "./product.ts";
import { readLine, TEXT_LIMITS } from "./words.ts";

/**
 * Finds products on sale: first the one that the query names by its id, then those with the query in their title, newest
 * first.
 */
export async function searchProducts(
  db: Database,
  query: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<Product[]> {
  const wanted = readQuery(query);
  const productId = await readProductName(db, wanted) ?? null;
  const pattern = `%${wanted.replace(/[\\%_]/g, "\\$&")}%`;
  const columns = sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)));
  // The title's part is in the order of the index, and ends at the page: few rows are sorted.
  const { rows } = await sql<ProductRow>`
    select ${columns} from (
      (select true as named, ${LISTED_AT} as listed, ${columns} from products
        where ${ON_SALE} and product_id = ${productId})
      union all
      (select false, ${LISTED_AT}, ${columns} from products
        where ${ON_SALE} and coalesce(title, '') ilike ${pattern}
          and product_id is distinct from ${productId}
        order by ${LISTED_AT} desc, product_id desc
        limit ${page.offset + page.limit})
    ) found
    order by named desc, listed desc, product_id desc
    limit ${page.limit} offset ${page.offset}
  `.execute(db);
  return rows.map(productOf);
}

/** A query is read like the titles that it is compared with, and is no longer than one. */
function readQuery(query: string): string {
  return [...readLine(query)].slice(0, TEXT_LIMITS.title).join("");
}
