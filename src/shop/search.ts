import { sql } from "kysely";
import { type Database, prepared } from "../postgres/mod.ts";
import { readProductName } from "./named_product.ts";
import { ON_SALE, type Product, PRODUCT_COLUMNS, productOf, type ProductRow } from "./product.ts";
import { readLine, TEXT_LIMITS } from "./words.ts";

/** A page of products that were found. */
export interface SearchPage {
  readonly products: readonly Product[];
  /** The place of the next page; absent if this page is the last one. */
  readonly next?: number;
}

interface SearchValues {
  readonly text: string;
  /** Null if the text names no product. */
  readonly productId: string | null;
  /** Null for the first page. */
  readonly before: number | null;
  readonly limit: number;
}

/** A row of a product that was found by its title has a number of migration 015. */
type FoundRow = ProductRow & { number: number | null };

const search = prepared<SearchValues, FoundRow>("search", ({ text, productId, before, limit }) => {
  const columns = sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)));
  return sql`
    select ${columns}, number from (
      select ${columns}, null::bigint as number from products
      where ${ON_SALE} and product_id = ${productId} and ${before}::bigint is null
      union all
      select product.*, titled.number
      from search_titles(${text}, ${before}::bigint, ${limit}::integer + 1) titled
      cross join lateral (
        select ${columns} from products where ${ON_SALE} and product_id = titled.product_id
      ) product
      where titled.product_id is distinct from ${productId}
    ) found
    order by number desc nulls first limit ${limit}::integer`;
});

/**
 * Finds products on sale: first the one that the query names by its id, then those with the query in their title, newest
 * first. A page goes on before the place that the page before it told.
 */
export async function searchProducts(
  db: Database,
  query: string,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): Promise<SearchPage> {
  const text = readQuery(query);
  const productId = await readProductName(db, text) ?? null;
  const values = { text, productId, before: before ?? null, limit: limit + 1 };
  const rows = await search(db, values);
  const following = rows[limit]?.number;
  return {
    products: rows.slice(0, limit).map(productOf),
    ...(typeof following === "number" && { next: following + 1 }),
  };
}

/** A query is read like the titles that it is compared with, and is no longer than one. */
function readQuery(query: string): string {
  return [...readLine(query)].slice(0, TEXT_LIMITS.title).join("");
}
