import { sql } from "kysely";
import { type Asked, prepared, seenUsername } from "../postgres/mod.ts";
import {
  type NotOnSale,
  type Product,
  PRODUCT_COLUMNS,
  productOf,
  type ProductRow,
  whyOffSale,
} from "./product.ts";

/** A product that can be bought, and how its seller is reached. */
export interface Offer {
  readonly product: Product;
  /** The seller's username, without `@`. Null if the bot has not seen it lately: then the bot tells the seller. */
  readonly contactName: string | null;
}

const offer = prepared<{ productId: string }, ProductRow & { contact_name: string | null }>(
  "offer",
  ({ productId }) =>
    sql`
      select ${sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)))},
        ${seenUsername(sql.ref("products.seller_id"))} as contact_name
      from products where product_id = ${productId}`,
);

/** Reads what a buyer may know of a product, in one statement. */
export async function getOffer(db: Asked, productId: string): Promise<Offer | NotOnSale> {
  const [row] = await offer(db, { productId });
  if (row === undefined) return { refused: "unknown" };
  const product = productOf(row);
  return whyOffSale(product) ?? { product, contactName: row.contact_name };
}
