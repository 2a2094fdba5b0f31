import { productRef, readOwnId, readProductRef } from "../domain/mod.ts";
import { type Database, findProductId } from "../postgres/mod.ts";
import { getProduct } from "./product.ts";
import { readLine } from "./words.ts";

/** A longer id is not written out in a query: people cannot type it, and Telegram takes at most 256 characters. */
const LONGEST_TYPED = 64;

/**
 * Reads what a link, a search or a person names a product by: its reference, or the id itself. Returns the id; undefined
 * for a text that can be no id. Links of an older shop hold its ids as they are.
 */
export async function readProductName(db: Database, text: string): Promise<string | undefined> {
  if (text.includes("\0")) return undefined;
  return await findProductId(db, readProductRef(text) ?? text);
}

/** The id of the product, on sale or not, that a person names in a search. Our own ids may be in small letters. */
export async function findByName(db: Database, text: string): Promise<string | undefined> {
  for (const name of [text, readOwnId(text)]) {
    const productId = name === undefined ? undefined : await readProductName(db, name);
    if (productId !== undefined && await getProduct(db, productId) !== undefined) return productId;
  }
  return undefined;
}

/** How a person names a product in a search: by its id if it can be typed, else by its reference. */
export function productName(productId: string): string {
  const ref = productRef(productId);
  const isTyped = [...productId].length <= LONGEST_TYPED && readLine(productId) === productId;
  // An id that looks like the reference of another product must not be taken for it.
  return isTyped && productId !== "" && readProductRef(productId) === undefined ? productId : ref;
}
