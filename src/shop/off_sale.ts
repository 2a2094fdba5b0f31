import { sql } from "kysely";
import { type Database, prepared } from "../postgres/mod.ts";
import { type Product, PRODUCT_COLUMNS, productOf, type ProductRow } from "./product.ts";

/** A place in the list: behind a product, which may be on sale again by now. */
export interface OffSalePlace {
  /** When the product was taken off sale, in microseconds since 1970. */
  readonly since: number;
  readonly productId: string;
}

/** A page of what a seller can put back on sale. */
export interface OffSalePage {
  readonly products: readonly Product[];
  /** Where the next page begins; absent if this page is the last one. */
  readonly next?: OffSalePlace;
}

interface Values {
  readonly sellerId: number;
  readonly limit: number;
  /** Both null for the first page. */
  readonly since: number | null;
  readonly after: string | null;
}

/** Two ranges of the index: products that were taken off sale at one moment are in the order of their ids. */
const offSale = prepared<Values, ProductRow & { since: number }>(
  "off_sale",
  ({ sellerId, limit, since, after }) => {
    const at = sql`coalesce(
      timestamptz 'epoch' + ${since}::bigint * interval '1 microsecond', 'infinity')`;
    const mine = sql`
      select ${sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)))},
        (extract(epoch from withdrawn_at) * 1000000)::bigint as since
      from products
      where seller_id = ${sellerId} and withdrawn_at is not null and deleted_for_good_at is null`;
    const order = sql`order by withdrawn_at desc, product_id limit ${limit}`;
    return sql`
      select * from (
        (${mine} and withdrawn_at = ${at} and product_id > ${after}::text ${order})
        union all
        (${mine} and withdrawn_at < ${at} ${order})
      ) page ${order}`;
  },
);

/** Reads what a seller can put back on sale, sold or withdrawn, the last one first. */
export async function listOffSale(
  db: Database,
  sellerId: number,
  { limit, after }: { readonly limit: number; readonly after?: OffSalePlace | undefined },
): Promise<OffSalePage> {
  const place = { since: after?.since ?? null, after: after?.productId ?? null };
  const rows = await offSale(db, { sellerId, limit: limit + 1, ...place });
  const last = rows[limit - 1];
  return {
    products: rows.slice(0, limit).map(productOf),
    ...(last !== undefined && rows.length > limit &&
      { next: { since: last.since, productId: last.product_id } }),
  };
}
