import { sql } from "kysely";
import {
  columnsOfKind,
  type ImageType,
  PRODUCT_ID_PATTERN,
  type ProjectedImage,
  projectedImages,
} from "../domain/mod.ts";
import type { Database, DatabaseTransaction, ProductsTable } from "../postgres/mod.ts";

/** A price in minor units (cents) of a currency. */
export interface Price {
  /** At least 1. */
  readonly minor: number;
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
}

/** A product as the catalogue holds it. Fields of legacy rows may be null. */
export interface Product {
  /** Such as `TBF-7KQ2MX`. */
  readonly productId: string;
  /** Plain text. */
  readonly title: string | null;
  /** Plain text. */
  readonly description: string | null;
  /** Null: on request. */
  readonly price: Price | null;
  /** The seller's Telegram user id. */
  readonly sellerId: number | null;
  /** The seller's Telegram username, without `@`. */
  readonly sellerUsername: string | null;
  /** Whether it left the catalogue. */
  readonly withdrawn: boolean;
  /** Its pictures. */
  readonly images: Readonly<Record<ImageType, ProjectedImage>>;
}

/** A product to be listed. */
export interface NewProduct {
  /** Must be free. */
  readonly productId: string;
  /** The sale that lists it, a UUID: one sale lists one product. */
  readonly saleId: string;
  /** Plain text. */
  readonly title: string;
  /** Plain text. */
  readonly description: string;
  /** The price. */
  readonly price: Price;
  /** The seller. */
  readonly sellerId: number;
  /** The seller's username. */
  readonly sellerUsername: string | null;
}

/** What a seller may change in words. */
export type ProductChange =
  | { readonly title: string }
  | { readonly description: string }
  | { readonly price: Price };

/** One product of a sequence of them. */
export interface CataloguePage {
  /** The product. */
  readonly product: Product;
  /** Its place, from 1. */
  readonly place: number;
  /** How many there are. */
  readonly total: number;
}

/** Where to go in the catalogue (newest first): its start, a product, or the one beside it. */
export type CataloguePosition =
  | { readonly at: "first" }
  | { readonly at: "product" | "next" | "previous"; readonly productId: string };

const COLUMNS = [
  "product_id",
  "title",
  "description",
  "price_minor",
  "price_currency",
  "seller_id",
  "seller_username",
  "withdrawn_at",
  ...columnsOfKind("url"),
  ...columnsOfKind("fileId"),
] as const;
/**
 * A legacy row whose id no button and no link can carry is not shown. In the words of the partial indexes of migration
 * 001, so that these serve.
 */
const ON_SALE = sql<boolean>`withdrawn_at is null and product_id ~ ${
  sql.lit(`^${PRODUCT_ID_PATTERN}$`)
}`;
type Row = Pick<ProductsTable, (typeof COLUMNS)[number]>;

/** The product of an id, on sale or withdrawn. */
export async function getProduct(db: Database, productId: string): Promise<Product | undefined> {
  const row = await db.selectFrom("products").select(COLUMNS)
    .where("product_id", "=", productId).executeTakeFirst();
  return row && productOf(row);
}

/** The product that a sale has listed. */
export async function getProductOfSale(
  db: Database,
  saleId: string,
): Promise<Product | undefined> {
  const row = await db.selectFrom("products").select(COLUMNS)
    .where("sale_id", "=", saleId).executeTakeFirst();
  return row && productOf(row);
}

/** Writes a new row; false when the id is taken. A sale is listed once: `sale_id` is unique. */
export async function insertProduct(db: Database, product: NewProduct): Promise<boolean> {
  const result = await db.insertInto("products").values({
    product_id: product.productId,
    sale_id: product.saleId,
    title: product.title,
    description: product.description,
    price_minor: product.price.minor,
    price_currency: product.price.currency,
    seller_id: product.sellerId,
    seller_username: product.sellerUsername,
  }).onConflict((conflict) => conflict.column("product_id").doNothing()).executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Whether this seller has this product on sale; its row is locked until the transaction ends. */
export async function ownsProduct(
  tx: DatabaseTransaction,
  productId: string,
  sellerId: number,
): Promise<boolean> {
  const row = await tx.selectFrom("products").select("product_id")
    .where("product_id", "=", productId).where("seller_id", "=", sellerId)
    .where("withdrawn_at", "is", null).forNoKeyUpdate().executeTakeFirst();
  return row !== undefined;
}

/** Changes a product that this seller has on sale; false when there is none such. */
export async function changeProduct(
  db: Database,
  productId: string,
  sellerId: number,
  change: ProductChange,
): Promise<boolean> {
  const values = "price" in change
    ? { price_minor: change.price.minor, price_currency: change.price.currency }
    : change;
  const result = await ownProduct(db, productId, sellerId).set(values).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Takes a product that this seller has on sale out of the catalogue; false when there is none such. */
export async function withdrawProduct(
  db: Database,
  productId: string,
  sellerId: number,
): Promise<boolean> {
  const result = await ownProduct(db, productId, sellerId)
    .set({ withdrawn_at: sql`now()` }).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

function ownProduct(db: Database, productId: string, sellerId: number) {
  return db.updateTable("products").where("product_id", "=", productId)
    .where("seller_id", "=", sellerId).where("withdrawn_at", "is", null);
}

/**
 * One page of the catalogue, or of one seller's part of it, in one statement; undefined when there is none
 * (the catalogue is empty, or ends there).
 */
export async function getCataloguePage(
  db: Database,
  position: CataloguePosition,
  sellerId?: number,
): Promise<CataloguePage | undefined> {
  const mine = sellerId === undefined ? sql`true` : sql`seller_id = ${sellerId}`;
  const { rows } = await sql<Row & { place: number; total: number }>`
    with shown as materialized (
      select ${sql.join(COLUMNS.map((name) => sql.ref(name)))}, listed_at
      from products
      where ${ON_SALE} and ${mine} and ${beside(position)}
      order by ${
    position.at === "previous" ? sql`listed_at, product_id` : sql`listed_at desc, product_id desc`
  }
      limit 1
    )
    select shown.*, counted.total, counted.place
    from shown cross join lateral (
      select
        count(*) as total,
        count(*) filter (where (p.listed_at, p.product_id) >= (shown.listed_at, shown.product_id)) as place
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
  return sql`(listed_at, product_id) ${comparison} (
    select here.listed_at, here.product_id from products here
    where here.product_id = ${position.productId})`;
}

/** Products on sale whose id or title matches, newest first, for inline mode. */
export async function searchProducts(
  db: Database,
  query: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<Product[]> {
  const pattern = `%${query.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await db.selectFrom("products").select(COLUMNS)
    .where(ON_SALE)
    .where((where) => where.or([where("product_id", "=", query), where("title", "ilike", pattern)]))
    .orderBy("listed_at", "desc").orderBy("product_id", "desc")
    .limit(page.limit).offset(page.offset).execute();
  return rows.map(productOf);
}

function productOf(row: Row): Product {
  const { price_minor: minor, price_currency: currency } = row;
  return {
    productId: row.product_id,
    title: row.title,
    description: row.description,
    price: minor === null || currency === null ? null : { minor, currency },
    sellerId: row.seller_id,
    sellerUsername: row.seller_username,
    withdrawn: row.withdrawn_at !== null,
    images: projectedImages(row),
  };
}
