import { Composer } from "grammy";
import type { JobCounts } from "../../jobs/mod.ts";
import { RUNGS } from "../../pictures/mod.ts";
import { summarizeDrift } from "../../event_log/mod.ts";
import type { OperatorReport, ShopContext } from "../context.ts";
import { code } from "../html.ts";
import type { Locale } from "../locales/mod.ts";
import { say } from "../reply.ts";

/** How many values a message shows. The command `verify` shows all. */
const SHOWN = 5;

/** `/stats` and `/verify` for the users of `ADMIN_IDS`. For everybody else they are unknown commands. */
export function createOperator(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  const operators = composer.filter(isOperator);
  operators.command("stats", async (ctx) => {
    await say(ctx, describeReport(await ctx.shop.operator!.report(), ctx.t));
  });
  operators.command("verify", async (ctx) => {
    await ctx.replyWithChatAction("typing").catch(() => {});
    await say(ctx, await describeVerification(ctx));
  });
  return composer;
}

/** Whether the user is one of `ADMIN_IDS`. */
export function isOperator({ shop: { operator }, userId }: ShopContext): boolean {
  return operator?.adminIds.includes(userId) ?? false;
}

function describeReport(report: OperatorReport, t: Locale): string {
  const { statistics: { onSale, withdrawn, pictures, drift }, served, jobs, lastReconcile } =
    report;
  const rungs = RUNGS.map((rung) => `${rung} ${count(served[rung], t)}`).join(", ");
  const lines: [string, string][] = [
    [t.operator.products, t.operator.onSale(count(onSale, t), count(withdrawn, t))],
    [
      t.operator.pictures,
      `file_id ${count(pictures.fileId, t)}, B2 ${count(pictures.stored, t)}, ` +
      `legacy ${count(pictures.legacy, t)}, placeholder ${count(pictures.none, t)}`,
    ],
    [t.operator.served, rungs],
    [t.operator.storeImage, describeJobs(jobs.storeImage, t)],
    [t.operator.eraseProduct, describeJobs(jobs.eraseProduct, t)],
    [t.operator.drift, count(drift, t)],
    [t.operator.reconcile, describeReconcile(lastReconcile, t)],
  ];
  return lines.map(([label, text]) => `<b>${label}</b>\n${text}`).join("\n\n");
}

function describeJobs({ waiting, failed }: JobCounts, t: Locale): string {
  return t.operator.waiting(count(waiting, t), count(failed, t));
}

function describeReconcile(run: OperatorReport["lastReconcile"], t: Locale): string {
  if (run === undefined) return t.operator.neverReconciled;
  const { missing, altered, orphaned, finishedAt } = run;
  const found = t.operator.reconciled(count(missing, t), count(altered, t), count(orphaned, t));
  return `${found} (${instant(finishedAt, t)})`;
}

async function describeVerification(ctx: ShopContext): Promise<string> {
  const { shop: { db }, t } = ctx;
  const found = await summarizeDrift(db, SHOWN);
  const { driftValues, withoutRow } = found;
  const products = count(found.products, t);
  const lines: string[] = [];
  if (driftValues > 0) lines.push(t.operator.driftFound(count(driftValues, t), products));
  for (const { productId, column, cause } of found.first) {
    lines.push(`${code(productId)} ${column}: ${cause.code}`);
  }
  if (withoutRow > 0) lines.push(t.operator.rowsGone(count(withoutRow, t), products));
  lines.push(...found.firstWithoutRow.map(code));
  return lines.join("\n") || t.operator.noDrift(products);
}

function count(value: number, t: Locale): string {
  return value.toLocaleString(t.language);
}

function instant(at: Date, t: Locale): string {
  const style = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" } as const;
  return `${at.toLocaleString(t.language, style)} UTC`;
}
