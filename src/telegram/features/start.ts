import { Composer } from "grammy";
import type { ShopContext } from "../context.ts";
import { afterEdit, asideOf, type Dialogue } from "../dialogues/dialogue.ts";
import { prompt } from "../dialogues/prompt.ts";
import { leaveEdit } from "../dialogues/sale.ts";
import { changeDialogue } from "../dialogues/store.ts";
import { escapeHtml } from "../html.ts";
import { say } from "../reply.ts";
import { isOperator } from "./operator.ts";

/** `/start`, `/help` and `/cancel`. A deep link is a view. */
export function createStart(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command(
    "start",
    (ctx) => say(ctx, ctx.t.welcome(escapeHtml(ctx.shop.name ?? ctx.me.first_name))),
  );
  composer.command(["help", "settings"], (ctx) => say(ctx, helpFor(ctx)));
  composer.command("cancel", async (ctx) => {
    const left = await changeDialogue(ctx, leave);
    const wasBusy = ctx.repeated || (ctx.dialogue !== null && ctx.dialogue.kind !== "album");
    await say(ctx, wasBusy ? ctx.t.cancelled : ctx.t.nothingToCancel);
    await prompt(ctx, left, ctx.t.sell.resumed);
  });
  return composer;
}

function helpFor(ctx: ShopContext): string {
  return isOperator(ctx) ? `${ctx.t.help}\n\n${ctx.t.helpOperator}` : ctx.t.help;
}

/** Ends what the user is in the middle of: a change alone, of a product or of a sale, which goes on. Else the sale. */
function leave(dialogue: Dialogue | null): Dialogue | null {
  if (dialogue?.kind === "edit") return afterEdit(dialogue);
  return dialogue?.kind === "sale" && dialogue.editing ? leaveEdit(dialogue) : asideOf(dialogue);
}
