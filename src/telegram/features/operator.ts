import { Composer } from "grammy";
import { RUNGS } from "../../delivery/mod.ts";
import { summarizeDrift } from "../../postgres/mod.ts";
import type { OperatorReport, ShopContext } from "../context.ts";
import type { Locale } from "../locales/mod.ts";
import { say } from "../show.ts";
import { escapeHtml } from "../text.ts";

/** Rows of drift that a message shows; the command of the same name shows all. */
const SHOWN = 5;

/** `/stats` and `/verify`, for those of `ADMIN_IDS`; to everybody else they are unknown commands. */
export function createOperator(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  const operators = composer.filter((ctx) =>
    ctx.shop.operator?.adminIds.includes(ctx.userId) ?? false
  );
  operators.command("stats", async (ctx) => {
    await say(ctx, describeReport(await ctx.shop.operator!.report(), ctx.t));
  });
  operators.command("verify", async (ctx) => {
    await ctx.replyWithChatAction("typing").catch(() => {});
    await say(ctx, await describeVerification(ctx));
  });
  return composer;
}

function describeReport(report: OperatorReport, t: Locale): string {
  const { statistics: { onSale, withdrawn, pictures, drift }, served, jobs, lastReconcile } =
    report;
  const rungs = RUNGS.map((rung) => `${rung} ${count(served[rung], t)}`).join(", ");
  const orphans = lastReconcile === undefined
    ? t.operator.neverReconciled
    : `${count(lastReconcile.orphaned, t)} (${instant(lastReconcile.finishedAt, t)})`;
  const lines: [string, string][] = [
    [t.operator.products, t.operator.onSale(count(onSale, t), count(withdrawn, t))],
    [
      t.operator.pictures,
      `file_id ${count(pictures.fileId, t)}, B2 ${count(pictures.stored, t)}, ` +
      `legacy ${count(pictures.legacy, t)}, placeholder ${count(pictures.none, t)}`,
    ],
    [t.operator.served, rungs],
    [t.operator.jobs, t.operator.waiting(count(jobs.waiting, t), count(jobs.failed, t))],
    [t.operator.drift, count(drift, t)],
    [t.operator.orphans, orphans],
  ];
  return lines.map(([label, text]) => `<b>${label}</b>\n${text}`).join("\n\n");
}

async function describeVerification(ctx: ShopContext): Promise<string> {
  const { shop: { db }, t } = ctx;
  const { products, driftValues, first } = await summarizeDrift(db, SHOWN);
  if (driftValues === 0) return t.operator.noDrift(count(products, t));
  const rows = first.map(({ productId, column, cause }) =>
    `<code>${escapeHtml(productId)}</code> ${column}: ${cause.code}`
  );
  return [t.operator.driftFound(count(driftValues, t), count(products, t)), ...rows].join("\n");
}

function count(value: number, t: Locale): string {
  return value.toLocaleString(t.language);
}

function instant(at: Date, t: Locale): string {
  const style = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" } as const;
  return `${at.toLocaleString(t.language, style)} UTC`;
}
