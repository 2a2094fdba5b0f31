import { listOffSale } from "../../shop/mod.ts";
import type { ShopContext } from "../context.ts";
import { LISTED, offSaleListKeyboard } from "../product_list.ts";
import { say } from "../reply.ts";

/** Lists what the user can put back on sale. Returns false, and says nothing, if there is nothing. */
export async function sayOffSale(ctx: ShopContext): Promise<boolean> {
  const page = await listOffSale(ctx.shop.db, ctx.userId, { limit: LISTED });
  if (page.products.length === 0) return false;
  await say(ctx, ctx.t.product.offSale, offSaleListKeyboard(page, ctx.t));
  return true;
}
