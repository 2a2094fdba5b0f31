import { Composer } from "grammy";
import { BUTTONS } from "../buttons.ts";
import type { ShopContext } from "../context.ts";
import { once } from "../once.ts";
import { answer } from "../reply.ts";
import { onPress } from "./on_press.ts";

/** The button that puts lost pictures back: a job does it, and tells how it went. The caller lets only operators in. */
export function createRepair(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  onPress(composer, BUTTONS.operatorRepair, async (ctx, { all }) => {
    const { operator } = ctx.shop;
    const job = { repair: true, deep: all === "1", askedBy: ctx.userId };
    await once(ctx, async (tx) => await operator!.enqueueRepair?.(tx, job));
    await answer(ctx, ctx.t.operator.checks.repairing);
  });
  return composer;
}
