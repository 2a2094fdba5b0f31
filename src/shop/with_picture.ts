import type { Product } from "./product.ts";

/**
 * The product as seen with the picture at a place, for `Deliver`. `place`: 1 is the first. Undefined if it has no picture
 * there: a button may be older than a removal.
 */
export function withPicture(product: Product, place: number): Product | undefined {
  const seen = product.pictures[place - 1];
  return seen && { ...product, ...seen };
}
