import { Composer } from "grammy";
import { isProductId } from "../../domain/mod.ts";
import { getProduct } from "../../postgres/mod.ts";
import { detailsCard } from "../card.ts";
import type { ShopContext } from "../context.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { say, show } from "../show.ts";

/** `/start` (with a product's deep link), `/help` and `/cancel`. */
export function createStart(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("start", async (ctx) => {
    if (ctx.match === "") return await say(ctx, ctx.t.welcome);
    await showProduct(ctx, ctx.match);
  });
  composer.command(["help", "settings"], (ctx) => say(ctx, ctx.t.help));
  composer.command("cancel", async (ctx) => {
    await changeDialogue(ctx, () => null);
    const busy = ctx.dialogue !== null && ctx.dialogue.kind !== "album";
    await say(ctx, busy ? ctx.t.cancelled : ctx.t.nothingToCancel);
  });
  return composer;
}

async function showProduct(ctx: ShopContext, productId: string): Promise<void> {
  const product = isProductId(productId) ? await getProduct(ctx.shop.db, productId) : undefined;
  if (product === undefined) return await say(ctx, ctx.t.product.unknown);
  if (product.withdrawn) return await say(ctx, ctx.t.product.withdrawn);
  await show(ctx, product, "cover", detailsCard(product, ctx.t));
}
