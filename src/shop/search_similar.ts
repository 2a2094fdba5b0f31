import { sql } from "kysely";
import { type Database, prepared } from "../postgres/mod.ts";
import { isNearly, wordsOf } from "./nearly.ts";
import { ON_SALE, type Product, PRODUCT_COLUMNS, productOf, type ProductRow } from "./product.ts";
import { readLine, TEXT_LIMITS } from "./words.ts";

/** How many titles each part of the word brings in. They are compared here, so the reading ends with them. */
const CANDIDATES = 50;
/** The newest titles are compared whatever parts they have: those rows are short, and lie together. */
const NEWEST = 500;
/** A shorter word has no part that says enough. */
const SHORTEST = 4;

interface SimilarValues {
  readonly front: string;
  readonly back: string;
  readonly candidates: number;
  readonly newest: number;
}

interface Title {
  readonly number: number;
  readonly product_id: string;
  readonly title: string;
}

/** The newest titles, and those with one part or the other. `search_titles` reads few rows for either, see decision 30. */
const similarTitles = prepared<SimilarValues, Title>(
  "similar_titles",
  ({ front, back, candidates, newest }) => {
    const found = (part: unknown) =>
      sql`select number from search_titles(${part}, null, ${candidates}::integer)`;
    return sql`
      select number, product_id, title from (
        (select * from titles_on_sale order by number desc limit ${newest}::integer)
        union
        select titled.* from (${found(front)} union ${found(back)}) found
        cross join lateral (select * from titles_on_sale where number = found.number) titled
      ) titles
      order by number desc`;
  },
);

/** The products of these ids that are on sale. */
const onSale = prepared<{ readonly ids: readonly string[] }, ProductRow>(
  "on_sale_by_ids",
  ({ ids }) => {
    const columns = sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)));
    return sql`
    select ${columns} from products where ${ON_SALE} and product_id = any(${ids}::text[])
    order by array_position(${ids}::text[], product_id)`;
  },
);

/**
 * Finds products on sale whose title has the words of a query, in any order, but for a typing mistake in each, newest
 * first. Accents count for nothing. In a small shop each title is compared. In a large one, older titles are if they have
 * the front or the back of the longest word, because a mistake leaves one of the two as it is: the newest of them are.
 */
export async function searchSimilar(
  db: Database,
  query: string,
  limit: number,
): Promise<Product[]> {
  const words = wordsOf(readLine(query)).slice(0, TEXT_LIMITS.title);
  const longest = words.toSorted((a, b) => b.length - a.length)[0] ?? [];
  if (longest.length < SHORTEST && words.length < 2) return [];
  // Two letters that changed places in the middle are in neither part.
  const size = Math.max(2, Math.ceil(longest.length / 2) - 1);
  const front = longest.slice(0, size).join("");
  const back = longest.slice(-size).join("");
  const values = { front, back, candidates: CANDIDATES, newest: NEWEST };
  const titles = await similarTitles(db, values);
  const ids = titles.filter(({ title }) => isNearly(words, wordsOf(title)))
    .slice(0, limit).map(({ product_id }) => product_id);
  return ids.length === 0 ? [] : (await onSale(db, { ids })).map(productOf);
}
