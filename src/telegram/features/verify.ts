import { Composer, InlineKeyboard } from "grammy";
import { replay, summarizeDrift } from "../../event_log/mod.ts";
import { loadTitles } from "../../shop/mod.ts";
import { BUTTONS } from "../buttons.ts";
import { mendKeyboard, shorten } from "../cards.ts";
import type { ShopContext } from "../context.ts";
import { code, escapeHtml } from "../html.ts";
import type { Locale } from "../locales/mod.ts";
import { once } from "../once.ts";
import { answer, edited, say } from "../reply.ts";
import { count } from "./count.ts";
import { onPress } from "./on_press.ts";

/** How many values a message shows. The command `verify` shows all. */
const SHOWN = 5;

/** Characters of a title: five of them and their ids fit into a message. */
const TITLE_LENGTH = 60;

/** What a verification says, and whether a replay mends something of it. */
interface Verification {
  readonly text: string;
  readonly mendable: boolean;
}

/** `/verify`, and the button below it that mends what was found. The caller lets only operators in. */
export function createVerify(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  composer.command("verify", async (ctx) => {
    await ctx.replyWithChatAction("typing").catch(() => {});
    const { text, mendable } = await verify(ctx);
    await say(ctx, text, mendable ? mendKeyboard(ctx.t) : undefined);
  });
  onPress(composer, BUTTONS.operatorMend, mend);
  return composer;
}

/**
 * A replay writes only rows that are wrong. What it has achieved is told by another look, not by itself: here, and by a check,
 * which tells the other operators, and `/stats`.
 */
async function mend(ctx: ShopContext): Promise<void> {
  const { t, shop: { db, operator } } = ctx;
  await answer(ctx, t.operator.mending);
  const { changed } = await replay(db);
  await once(ctx, async (tx) => await operator!.enqueueVerify?.(tx));
  const { text, mendable } = await verify(ctx);
  const told = `${t.operator.mended(count(changed, t))}\n\n${text}`;
  const reply_markup = mendable ? mendKeyboard(t) : new InlineKeyboard();
  const edit = ctx.editMessageText(told, { parse_mode: "HTML", reply_markup });
  if (!await edited(edit)) await say(ctx, told, reply_markup);
}

async function verify({ shop: { db }, t }: ShopContext): Promise<Verification> {
  const { operator } = t;
  const found = await summarizeDrift(db, SHOWN);
  const { driftValues, driftRows, withoutRow, first, firstWithoutRow } = found;
  const titles = await loadTitles(db, first.map(({ productId }) => productId));
  const products = count(found.products, t);
  const parts: string[] = [];
  if (driftValues > 0) {
    const lines = first.map(({ productId, column, cause }) => {
      const title = titles.get(productId);
      const name = title === undefined ? "" : `<b>${escapeHtml(shorten(title, TITLE_LENGTH))}</b> `;
      return `• ${name}${code(productId)}\n${operator.column[column]}: ${
        operator.cause[cause.code]
      }`;
    });
    const head = operator.driftFound(count(driftValues, t), count(driftRows, t), products);
    parts.push(listed(head, lines, driftValues, t));
  }
  if (withoutRow > 0) {
    const head = operator.rowsGone(count(withoutRow, t));
    parts.push(listed(head, firstWithoutRow.map((id) => `• ${code(id)}`), withoutRow, t));
  }
  const text = parts.join("\n\n") || operator.noDrift(products);
  return { text, mendable: driftValues > 0 };
}

/** Some of what was found, below its headline. */
function listed(head: string, lines: readonly string[], all: number, t: Locale): string {
  const some = t.operator.firstOf(count(lines.length, t), count(all, t));
  return [head, ...(lines.length < all ? [some] : []), ...lines].join("\n");
}
