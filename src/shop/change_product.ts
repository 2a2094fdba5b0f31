import type { DatabaseTransaction } from "../postgres/mod.ts";
import { lockOwnProduct, type NotOwn, type Ownership } from "./own_product.ts";
import type { Price } from "./price.ts";

/** What a seller may change in words. */
export type ProductChange =
  | { readonly title: string }
  /** Empty: there is none any more. */
  | { readonly description: string }
  | { readonly price: Price };

/** Changes the words or the price of a product that this seller has on sale. */
export async function changeProduct(
  tx: DatabaseTransaction,
  { change, ...ownership }: Ownership & { readonly change: ProductChange },
): Promise<{ readonly changed: string } | NotOwn> {
  const notOwn = await lockOwnProduct(tx, ownership);
  if (notOwn !== undefined) return notOwn;
  const { productId } = ownership;
  await tx.updateTable("products").set(columnsOf(change)).where("product_id", "=", productId)
    .execute();
  return { changed: productId };
}

function columnsOf(change: ProductChange) {
  if ("title" in change) return { title: change.title };
  if ("description" in change) return { description: change.description || null };
  return { price_minor: change.price.minor, price_currency: change.price.currency };
}
