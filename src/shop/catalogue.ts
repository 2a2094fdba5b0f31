import { sql } from "kysely";
import type { Database } from "../postgres/mod.ts";
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

/**
 * Reads one page of the catalogue, or of one seller's part of it, in one statement. Returns undefined when there is none
 * (the catalogue is empty, or ends there).
 */
export async function getCataloguePage(
  db: Database,
  position: CataloguePosition,
  sellerId?: number,
): Promise<CataloguePage | undefined> {
  const mine = sellerId === undefined ? sql`true` : sql`seller_id = ${sellerId}`;
  const { rows } = await sql<ProductRow & { place: number; total: number }>`
    with shown as materialized (
      select ${sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)))}, ${LISTED_AT} as listed
      from products
      where ${ON_SALE} and ${mine} and ${beside(position)}
      order by ${
    position.at === "previous"
      ? sql`${LISTED_AT}, product_id`
      : sql`${LISTED_AT} desc, product_id desc`
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
    ) counted
  `.execute(db);
  const row = rows[0];
  return row && { product: productOf(row), place: row.place, total: row.total };
}

function beside(position: CataloguePosition) {
  if (position.at === "first") return sql`true`;
  if (position.at === "product") return sql`product_id = ${position.productId}`;
  const comparison = position.at === "next" ? sql`<` : sql`>`;
  return sql`(${LISTED_AT}, product_id) ${comparison} (
    select ${LISTED_AT}, product_id from products where product_id = ${position.productId})`;
}
