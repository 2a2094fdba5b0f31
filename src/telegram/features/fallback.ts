import { Composer } from "grammy";
import type { ShopContext } from "../context.ts";
import { isSkip } from "../dialogues/answer.ts";
import { answer, say } from "../reply.ts";

/** Answers every message and every button that nothing else has handled. */
export function createFallback(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.on("callback_query", (ctx) => answer(ctx, ctx.t.staleButton));
  composer.on("message", async (ctx) => {
    const { message, t } = ctx;
    const isCommand = message.text?.startsWith("/") === true;
    await say(
      ctx,
      isSkip(message) ? t.nothingToSkip : isCommand ? t.unknownCommand : t.nothingHere,
    );
  });
  return composer;
}
