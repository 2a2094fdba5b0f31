import type { ShopContext } from "./context.ts";

/** The link that opens a product in the bot: it sends `/start` with the product's id. */
export function productLink({ me }: ShopContext, productId: string): string {
  return `https://t.me/${me.username}?start=${productId}`;
}
