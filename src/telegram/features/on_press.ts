import type { Composer } from "grammy";
import type { LongId } from "../../domain/mod.ts";
import { type Database, findProductId } from "../../postgres/mod.ts";
import type { Button } from "../buttons.ts";
import type { ShopContext } from "../context.ts";
import { meet } from "../look_up.ts";
import { answer } from "../reply.ts";

/** Handles the presses of one kind of button, with what its data names. */
export function onPress<N extends object, P extends object>(
  composer: Composer<ShopContext>,
  button: Button<N, P>,
  handle: (ctx: ShopContext, named: N) => Promise<void>,
): void {
  composer.on("callback_query:data", async (ctx, next) => {
    const parsed = button.parse(ctx.callbackQuery.data);
    if (parsed === undefined) return await next();
    const named = await withProductId(ctx.shop.db, parsed);
    if (named === undefined) {
      await meet(ctx);
      return await answer(ctx, ctx.t.product.unknown, true);
    }
    await handle(ctx, named as N);
  });
}

/** What a button names, with the whole id of its product; undefined for a long id that no product has. */
async function withProductId(
  db: Database,
  parsed: { readonly productId?: string | LongId },
): Promise<object | undefined> {
  if (parsed.productId === undefined) return parsed;
  const productId = await findProductId(db, parsed.productId);
  return productId === undefined ? undefined : { ...parsed, productId };
}
