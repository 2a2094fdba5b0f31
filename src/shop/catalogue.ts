import { sql } from "kysely";
import { type Asked, type Prepared, prepared } from "../postgres/mod.ts";
import {
  LISTED_AT,
  ON_SALE,
  type Product,
  PRODUCT_COLUMNS,
  productOf,
  type ProductRow,
} from "./product.ts";

/** One product of a sequence of them. */
export interface CataloguePage {
  readonly product: Product;
  /** Its place, from 1. */
  readonly place: number;
  /** How many there are. */
  readonly total: number;
}

/** A place in the catalogue, newest first: its start, a product, or the one beside it. */
export type CataloguePosition =
  | { readonly at: "first" }
  | { readonly at: "product" | "next" | "previous"; readonly productId: string };

type PageRow = ProductRow & { place: number; total: number };
type At = CataloguePosition["at"];

/** One statement for each kind of place, in the whole catalogue and in a seller's part. */
const pages = new Map<string, Prepared<{ productId?: string; sellerId?: number }, PageRow>>(
  (["first", "product", "next", "previous"] as const).flatMap((at) => [
    [`page_${at}`, pageAt(at, false)],
    [`page_${at}_mine`, pageAt(at, true)],
  ]),
);

function pageAt(
  at: At,
  isMine: boolean,
): Prepared<{ productId?: string; sellerId?: number }, PageRow> {
  return prepared(`page_${at}`, ({ productId, sellerId }) => {
    const mine = isMine ? sql`seller_id = ${sellerId}` : sql`true`;
    return sql`
      with shown as materialized (
        select ${sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)))}, ${LISTED_AT} as listed
        from products
        where ${ON_SALE} and ${mine} and ${beside(at, productId!)}
        order by ${
      at === "previous" ? sql`${LISTED_AT}, product_id` : sql`${LISTED_AT} desc, product_id desc`
    }
        limit 1
      )
      select shown.*, counted.total, counted.place
      from shown cross join lateral (
        select
          count(*) as total,
          count(*) filter (where (${LISTED_AT}, p.product_id) >= (shown.listed, shown.product_id)) as place
        from products p
        where ${ON_SALE} and ${mine}
      ) counted`;
  });
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
  return row && { product: productOf(row), place: row.place, total: row.total };
}

function beside(at: At, productId: unknown) {
  if (at === "first") return sql`true`;
  if (at === "product") return sql`product_id = ${productId}`;
  const comparison = at === "next" ? sql`<` : sql`>`;
  return sql`(${LISTED_AT}, product_id) ${comparison} (
    select ${LISTED_AT}, product_id from products where product_id = ${productId})`;
}
