import { sql } from "kysely";
import { readOwnId } from "../domain/mod.ts";
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

/** The place of the first page: no number of a title is as large. It has 15 digits, as many as an offset of inline mode may have. */
export const NEWEST = 999_999_999_999_999;

/** A row of a product that was found by its title has a number of migration 015. */
type FoundRow = ProductRow & { number: number | null };

/** Finds the product that is named by its key; the titles are searched only if there is none. */
const search = prepared<SearchValues, FoundRow>("search", ({ text, productId, before, limit }) => {
  const columns = sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)));
  return sql`
    with named as materialized (
      select ${columns}, null::bigint as number from products
      where ${ON_SALE} and product_id = ${productId} and ${before}::bigint is null
    )
    select * from named
    union all
    select * from (
      select product.*, titled.number
      from search_titles(${text}, ${before}::bigint, ${limit}::integer + 1) titled
      cross join lateral (
        select ${columns} from products where ${ON_SALE} and product_id = titled.product_id
      ) product
      where titled.product_id is distinct from ${productId} and not exists (select from named)
      order by titled.number desc limit ${limit}::integer
    ) titles`;
});

/**
 * Finds products on sale. A product that the query names by its id is alone on the first page: so a link or _Share_ needs
 * no search. Then follow those with the query in their title, newest first. A page goes on before the place that the page
 * before it told.
 */
export async function searchProducts(
  db: Database,
  query: string,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): Promise<SearchPage> {
  const text = readQuery(query);
  const productId = await readProductName(db, text) ?? null;
  const values = { text, productId, before: before ?? null, limit: limit + 1 };
  let rows = await search(db, values);
  // People type small letters. An id of an older shop that is in such letters goes first.
  const ownId = readOwnId(text);
  if (ownId !== undefined && ownId !== productId && rows[0]?.number !== null) {
    const inCapitals = await search(db, { ...values, productId: ownId });
    if (inCapitals[0]?.number === null) rows = inCapitals;
  }
  if (rows[0]?.number === null) return { products: rows.map(productOf), next: NEWEST };
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
