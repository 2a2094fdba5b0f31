import { Composer } from "grammy";
import type { ShopContext } from "../context.ts";
import { isSkip } from "../dialogues/answer.ts";
import { answer, say } from "../reply.ts";
import { ignoreAlbum } from "./answers.ts";

/** Answers every message and every button that nothing else has handled. */
export function createFallback(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.on("callback_query", (ctx) => answer(ctx, ctx.t.staleButton));
  composer.on("message", async (ctx) => {
    if (isSkip(ctx.message)) return await say(ctx, ctx.t.nothingToSkip);
    if (ctx.message.text?.startsWith("/")) return await say(ctx, ctx.t.unknownCommand);
    const picture = ctx.message.photo ?? ctx.message.document;
    await ignoreAlbum(ctx, ctx.message);
    await say(ctx, picture === undefined ? ctx.t.nothingHere : ctx.t.photoOutsideSale);
  });
  return composer;
}
