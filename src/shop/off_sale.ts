import { sql } from "kysely";
import { type Database, type Prepared, prepared } from "../postgres/mod.ts";
import { type Product, PRODUCT_COLUMNS, productOf, type ProductRow } from "./product.ts";

/** A place in the list: that of a product, which may be on sale again by now. */
export interface OffSalePlace {
  /** When the product was taken off sale, in microseconds since 1970. */
  readonly since: number;
  readonly productId: string;
}

/** A page of what a seller can put back on sale. */
export interface OffSalePage {
  readonly products: readonly Product[];
  /** The last product of this page; absent if there is none behind it. */
  readonly next?: OffSalePlace;
  /** The first product of this page; absent on the first page. */
  readonly previous?: OffSalePlace;
}

interface Values {
  readonly sellerId: number;
  readonly limit: number;
  /** Both null for the first page. */
  readonly since: number | null;
  readonly productId: string | null;
}

type OffSaleRow = ProductRow & { since: number };

const offSale = { after: offSaleBeside("after"), before: offSaleBeside("before") };

/**
 * The products beside a place, the nearest first. Two ranges of the index: products that were taken off sale at one moment
 * are in the order of their ids.
 */
function offSaleBeside(side: "after" | "before"): Prepared<Values, OffSaleRow> {
  const [beyond, byId, order] = side === "after"
    ? [sql`<`, sql`>`, sql`withdrawn_at desc, product_id`]
    : [sql`>`, sql`<`, sql`withdrawn_at, product_id desc`];
  return prepared(`off_sale_${side}`, ({ sellerId, limit, since, productId }) => {
    const at = sql`coalesce(
      timestamptz 'epoch' + ${since}::bigint * interval '1 microsecond', 'infinity')`;
    const mine = sql`
      select ${sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)))},
        (extract(epoch from withdrawn_at) * 1000000)::bigint as since
      from products
      where seller_id = ${sellerId} and withdrawn_at is not null and deleted_for_good_at is null`;
    const nearest = sql`order by ${order} limit ${limit}`;
    return sql`
      select * from (
        (${mine} and withdrawn_at = ${at} and product_id ${byId} ${productId}::text ${nearest})
        union all
        (${mine} and withdrawn_at ${beyond} ${at} ${nearest})
      ) page ${nearest}`;
  });
}

/** Reads the first page of what a seller can put back on sale, sold or withdrawn, the last one first; or one after a place. */
export async function listOffSale(
  db: Database,
  sellerId: number,
  { limit, after }: { readonly limit: number; readonly after?: OffSalePlace | undefined },
): Promise<OffSalePage> {
  const { since = null, productId = null } = after ?? {};
  const rows = await offSale.after(db, { sellerId, limit: limit + 1, since, productId });
  const shown = rows.slice(0, limit);
  return pageOf(shown, { hasPrevious: after !== undefined, hasNext: rows.length > limit });
}

/** Reads the page before a place. If there is no full one with others before it, that is the first page. */
export async function listOffSaleBefore(
  db: Database,
  sellerId: number,
  { limit, before }: { readonly limit: number; readonly before: OffSalePlace },
): Promise<OffSalePage> {
  const rows = await offSale.before(db, { sellerId, limit: limit + 1, ...before });
  if (rows.length <= limit) return await listOffSale(db, sellerId, { limit });
  return pageOf(rows.slice(0, limit).toReversed(), { hasPrevious: true, hasNext: true });
}

function pageOf(
  rows: readonly OffSaleRow[],
  { hasPrevious, hasNext }: { readonly hasPrevious: boolean; readonly hasNext: boolean },
): OffSalePage {
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    products: rows.map(productOf),
    ...(hasPrevious && first !== undefined && { previous: placeOf(first) }),
    ...(hasNext && last !== undefined && { next: placeOf(last) }),
  };
}

function placeOf({ since, product_id: productId }: OffSaleRow): OffSalePlace {
  return { since, productId };
}
