import type { Composer } from "grammy";
import type { Button } from "../buttons.ts";
import type { ShopContext } from "../context.ts";

/** Handles the presses of one kind of button, with what its data names. */
export function onPress<N>(
  composer: Composer<ShopContext>,
  button: Button<N>,
  handle: (ctx: ShopContext, named: N) => Promise<void>,
): void {
  composer.on("callback_query:data", async (ctx, next) => {
    const named = button.parse(ctx.callbackQuery.data);
    await (named === undefined ? next() : handle(ctx, named));
  });
}
