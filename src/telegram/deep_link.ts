import { productRef } from "../domain/mod.ts";
import type { ShopContext } from "./context.ts";

/** The link that opens a product in the bot: it sends `/start` with the product's reference. */
export function productLink({ me }: ShopContext, productId: string): string {
  return `https://t.me/${me.username}?start=${productRef(productId)}`;
}
