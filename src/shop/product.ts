import { type Selectable, sql } from "kysely";
import {
  columnsOfKind,
  type ImageType,
  PICTURES_COLUMN,
  type ProductPicture,
  type ProjectedImage,
  projectedPictures,
} from "../domain/mod.ts";
import type { Database, ProductsTable } from "../postgres/mod.ts";
import type { Price } from "./price.ts";

/** A product as the catalogue holds it. Texts are plain. In legacy rows any field may be null. */
export interface Product {
  /** Such as `TBF-7KQ2MX`. In legacy rows any text. */
  readonly productId: string;
  readonly title: string | null;
  readonly description: string | null;
  /** Null: on request. */
  readonly price: Price | null;
  /** Telegram user id. */
  readonly sellerId: number | null;
  /** At the time of the sale, without `@`; in legacy rows any text. By now it may be somebody else's: never link to it. */
  readonly sellerUsername: string | null;
  /** It is off sale: withdrawn, or sold. */
  readonly withdrawn: boolean;
  readonly sold: boolean;
  /** The number of the picture that is seen: that of the first one, unless `withPicture` made another be seen. */
  readonly picture: number;
  /** Of the picture that is seen. */
  readonly images: Readonly<Record<ImageType, ProjectedImage>>;
  /** All pictures in their order. The first one is that of the catalogue. */
  readonly pictures: readonly [ProductPicture, ...ProductPicture[]];
}

/** Why a product cannot be bought: there is none of this id, it is no longer on sale, or it is sold. */
export interface NotOnSale {
  readonly refused: "unknown" | "withdrawn" | "sold";
}

/** The columns that {@link productOf} reads. */
export const PRODUCT_COLUMNS = [
  "product_id",
  "title",
  "description",
  "price_minor",
  "price_currency",
  "seller_id",
  "seller_username",
  "withdrawn_at",
  "marked_sold_at",
  ...columnsOfKind("url"),
  ...columnsOfKind("fileId"),
  PICTURES_COLUMN,
] as const;

/** A row of {@link PRODUCT_COLUMNS}. */
export type ProductRow = Selectable<Pick<ProductsTable, (typeof PRODUCT_COLUMNS)[number]>>;

/** The condition for a product to be in the catalogue: that of the partial indexes of migration 013. */
export const ON_SALE = sql<boolean>`withdrawn_at is null`;

/**
 * When a product was listed, for sorting: the expression of the indexes of migration 013. A legacy row without a time is
 * the oldest.
 */
export const LISTED_AT = sql<Date>`coalesce(listed_at, '-infinity')`;

/** Reads a product, on sale or withdrawn. */
export async function getProduct(db: Database, productId: string): Promise<Product | undefined> {
  const row = await db.selectFrom("products").select(PRODUCT_COLUMNS)
    .where("product_id", "=", productId).executeTakeFirst();
  return row && productOf(row);
}

/** Reads a product that can be bought. */
export async function getProductOnSale(
  db: Database,
  productId: string,
): Promise<Product | NotOnSale> {
  const product = await getProduct(db, productId);
  if (product === undefined) return { refused: "unknown" };
  return whyOffSale(product) ?? product;
}

/** Why a product cannot be bought; undefined for one that can. */
export function whyOffSale({ withdrawn, sold }: Product): NotOnSale | undefined {
  if (!withdrawn) return undefined;
  return { refused: sold ? "sold" : "withdrawn" };
}

/** Reads the product that a sale has listed. */
export async function getProductOfSale(
  db: Database,
  saleId: string,
): Promise<Product | undefined> {
  const row = await db.selectFrom("products").select(PRODUCT_COLUMNS)
    .where("sale_id", "=", saleId).executeTakeFirst();
  return row && productOf(row);
}

/** Makes a product of its row. */
export function productOf(row: ProductRow): Product {
  const { price_minor: minor, price_currency: currency } = row;
  const pictures = projectedPictures(row);
  return {
    productId: row.product_id,
    title: row.title,
    description: row.description,
    price: minor === null || currency === null ? null : { minor, currency },
    sellerId: row.seller_id,
    sellerUsername: row.seller_username,
    withdrawn: row.withdrawn_at !== null,
    sold: row.withdrawn_at !== null && row.marked_sold_at !== null,
    ...pictures[0],
    pictures,
  };
}
