import { Composer } from "grammy";
import type { ShopContext } from "../context.ts";
import { answer, say } from "../show.ts";
import { passOverAlbum } from "./answers.ts";

/** What nothing else has taken: no message and no button is left without an answer. */
export function createFallback(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.on("callback_query", (ctx) => answer(ctx, ctx.t.staleButton));
  composer.on("message", async (ctx) => {
    if (ctx.message.text?.startsWith("/")) return await say(ctx, ctx.t.unknownCommand);
    const picture = ctx.message.photo ?? ctx.message.document;
    await passOverAlbum(ctx, ctx.message);
    await say(ctx, picture === undefined ? ctx.t.nothingHere : ctx.t.photoOutsideSale);
  });
  return composer;
}
