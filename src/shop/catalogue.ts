import { type RawBuilder, sql } from "kysely";
import { type Asked, type Prepared, prepared } from "../postgres/mod.ts";
import {
  LISTED_AT,
  ON_SALE,
  type Product,
  PRODUCT_COLUMNS,
  productOf,
  type ProductRow,
} from "./product.ts";

/** How many products are counted for a place and a total. The count reads no more of the catalogue than this. */
export const COUNTED = 100;

/** One product of a sequence of them. */
export interface CataloguePage {
  readonly product: Product;
  /** Its place, from 1 to {@link COUNTED}. Null if it comes later. */
  readonly place: number | null;
  /** How many there are. Null if there are more than {@link COUNTED}. */
  readonly total: number | null;
  /** Whether an older product follows. */
  readonly hasNext: boolean;
}

/** A place in the catalogue, newest first: its start, a product, or the one beside it. */
export type CataloguePosition =
  | { readonly at: "first" }
  | { readonly at: "product" | "next" | "previous"; readonly productId: string };

type PageRow = ProductRow & { place: number; total: number; has_next: boolean };
type At = CataloguePosition["at"];
type Page = Prepared<{ productId?: string; sellerId?: number }, PageRow>;

/** One statement for each kind of place, in the whole catalogue and in a seller's part. */
const pages = new Map<string, Page>(
  (["first", "product", "next", "previous"] as const).flatMap((at) => [
    [`page_${at}`, pageAt(at, false)],
    [`page_${at}_mine`, pageAt(at, true)],
  ]),
);

const NEWEST_FIRST = sql`${LISTED_AT} desc, product_id desc`;
const OLDEST_FIRST = sql`${LISTED_AT}, product_id`;

function pageAt(at: At, isMine: boolean): Page {
  return prepared(`page_${at}`, ({ productId, sellerId }) => {
    const shelf = isMine ? sql`${ON_SALE} and seller_id = ${sellerId}` : ON_SALE;
    return sql`
      select shown.*, counted.place, counted.total, exists (
        select from products
        where ${shelf} and (${LISTED_AT}, product_id) < (shown.listed, shown.product_id)
      ) as has_next
      from (${shownAt(at, shelf, productId)}) shown
      cross join lateral (
        select
          count(*) as total,
          count(*) filter (
            where (newest.listed, newest.product_id) >= (shown.listed, shown.product_id)
          ) as place
        from (
          select ${LISTED_AT} as listed, product_id from products where ${shelf}
          order by ${NEWEST_FIRST} limit ${sql.lit(COUNTED + 1)}
        ) newest
      ) counted`;
  });
}

/** The row that is shown: found by its key, or as the first one of an index. */
function shownAt(at: At, shelf: RawBuilder<unknown>, productId: unknown): RawBuilder<unknown> {
  const columns = sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)));
  const found = sql`select ${columns}, ${LISTED_AT} as listed from products where ${shelf}`;
  switch (at) {
    case "first":
      return sql`${found} order by ${NEWEST_FIRST} limit 1`;
    case "product":
      return sql`${found} and product_id = ${productId}`;
    // A comparison with a sub-select would use no index. The row before the join may be withdrawn.
    case "next":
    case "previous":
      return sql`
        select beside.*
        from (
          select ${LISTED_AT} as listed, product_id from products where product_id = ${productId}
        ) here
        cross join lateral (
          ${found} and (${LISTED_AT}, product_id)
            ${at === "next" ? sql`<` : sql`>`} (here.listed, here.product_id)
          order by ${at === "next" ? NEWEST_FIRST : OLDEST_FIRST} limit 1
        ) beside`;
  }
}

/**
 * Reads one page of the catalogue, or of one seller's part of it, in one statement. Returns undefined when there is none
 * (the catalogue is empty, or ends there).
 */
export async function getCataloguePage(
  db: Asked,
  position: CataloguePosition,
  sellerId?: number,
): Promise<CataloguePage | undefined> {
  const { at, ...named } = position;
  const page = pages.get(sellerId === undefined ? `page_${at}` : `page_${at}_mine`)!;
  const [row] = await page(db, { ...named, ...(sellerId !== undefined && { sellerId }) });
  return row && {
    product: productOf(row),
    place: counted(row.place),
    total: counted(row.total),
    hasNext: row.has_next,
  };
}

/** One more than {@link COUNTED} is counted, to tell that there are more. */
function counted(count: number): number | null {
  return count > COUNTED ? null : count;
}
