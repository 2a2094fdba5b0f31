import { Composer } from "grammy";
import { getOffer, readProductName } from "../../shop/mod.ts";
import { detailsCard } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { type Dialogue, saleOf } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { say } from "../reply.ts";
import { show } from "../show.ts";

/** `/start` (with a product's deep link), `/help` and `/cancel`. */
export function createStart(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("start", async (ctx) => {
    if (ctx.match === "") return await say(ctx, ctx.t.welcome);
    await showProduct(ctx, ctx.match);
  });
  composer.command(["help", "settings"], (ctx) => say(ctx, ctx.t.help));
  composer.command("cancel", async (ctx) => {
    const left = await changeDialogue(ctx, leave);
    const wasBusy = ctx.repeated || (ctx.dialogue !== null && ctx.dialogue.kind !== "album");
    await say(ctx, wasBusy ? ctx.t.cancelled : ctx.t.nothingToCancel);
    await prompt(ctx, left, ctx.t.sell.resumed);
  });
  return composer;
}

/** Ends the dialogue. A sale that waited for the end of an edit goes on. */
function leave(dialogue: Dialogue | null): Dialogue | null {
  return dialogue?.kind === "edit" ? saleOf(dialogue) : null;
}

async function showProduct(ctx: ShopContext, name: string): Promise<void> {
  const productId = await readProductName(ctx.shop.db, name);
  if (productId === undefined) return await say(ctx, ctx.t.product.unknown);
  const offer = await getOffer(ctx.shop.db, productId);
  if ("refused" in offer) return await say(ctx, ctx.t.product[offer.refused]);
  await show(ctx, offer.product, "cover", detailsCard(offer, ctx.t));
}
