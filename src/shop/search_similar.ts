import { sql } from "kysely";
import { type Database, prepared } from "../postgres/mod.ts";
import { isNearly, wordsOf } from "./nearly.ts";
import { ON_SALE, type Product, PRODUCT_COLUMNS, productOf, type ProductRow } from "./product.ts";
import { readLine, TEXT_LIMITS } from "./words.ts";

/** How many titles each part of the word brings in. They are compared here, so the reading ends with them. */
const CANDIDATES = 50;
/** A shorter word has no part that says enough. */
const SHORTEST = 4;

interface SimilarValues {
  readonly front: string;
  readonly back: string;
  readonly candidates: number;
}

/** The newest titles with one part or the other. `search_titles` reads few rows for either, see decision 30. */
const similar = prepared<SimilarValues, ProductRow>(
  "similar",
  ({ front, back, candidates }) => {
    const columns = sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)));
    const found = (part: unknown) =>
      sql`select number, product_id from search_titles(${part}, null, ${candidates}::integer)`;
    return sql`
      select product.*
      from (${found(front)} union ${found(back)}) titled
      cross join lateral (
        select ${columns} from products where ${ON_SALE} and product_id = titled.product_id
      ) product
      order by titled.number desc`;
  },
);

/**
 * Finds products on sale whose title has the words of a query, but for a typing mistake in each, newest first. A mistake
 * leaves the front or the back of a word as it is: the titles with either part are compared with the whole query. Of
 * a part that very many titles have, only the newest are.
 */
export async function searchSimilar(
  db: Database,
  query: string,
  limit: number,
): Promise<Product[]> {
  const words = wordsOf(readLine(query)).slice(0, TEXT_LIMITS.title);
  const longest = words.toSorted((a, b) => b.length - a.length)[0] ?? [];
  if (longest.length < SHORTEST) return [];
  // Two letters that changed places in the middle are in neither part.
  const size = Math.max(2, Math.ceil(longest.length / 2) - 1);
  const front = longest.slice(0, size).join("");
  const back = longest.slice(-size).join("");
  const rows = await similar(db, { front, back, candidates: CANDIDATES });
  return rows.filter(({ title }) => isNearly(words, wordsOf(title ?? ""))).slice(0, limit)
    .map(productOf);
}
