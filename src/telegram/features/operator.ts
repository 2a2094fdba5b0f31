import { Composer, InlineKeyboard } from "grammy";
import type { JobCounts } from "../../jobs/mod.ts";
import { RUNGS } from "../../pictures/mod.ts";
import type { OperatorReport, ShopContext } from "../context.ts";
import type { Locale } from "../locales/mod.ts";
import { say } from "../reply.ts";
import { count } from "./count.ts";
import { createRepair } from "./repair.ts";
import { createVerify } from "./verify.ts";

/** `/stats` and `/verify` for the users of `ADMIN_IDS`. For everybody else they are unknown commands. */
export function createOperator(): Composer<ShopContext> {
  const composer = new Composer<ShopContext>();
  const operators = composer.filter(isOperator);
  operators.command("stats", async (ctx) => {
    await say(ctx, describeReport(await ctx.shop.operator!.report(), ctx.t), consoleButton(ctx));
  });
  operators.use(createVerify());
  operators.use(createRepair());
  return composer;
}

/** The console is behind a login, so the button may stand in any chat. */
function consoleButton({ shop: { operator }, t }: ShopContext): InlineKeyboard | undefined {
  const url = operator?.consoleUrl;
  return url === undefined ? undefined : new InlineKeyboard().url(t.operator.console, url);
}

/** Whether the user is one of `ADMIN_IDS`. */
export function isOperator({ shop: { operator }, userId }: ShopContext): boolean {
  return operator?.adminIds.includes(userId) ?? false;
}

/** What `/stats` says. */
export function describeReport(report: OperatorReport, t: Locale): string {
  const { statistics: { onSale, withdrawn, pictures, upTo }, served, jobs } = report;
  const most = (products: number) => count(products, t) + (products < upTo ? "" : "+");
  const rungs = RUNGS.map((rung) => `${rung} ${count(served[rung], t)}`).join(", ");
  const lines: [string, string][] = [
    [t.operator.products, t.operator.onSale(most(onSale), most(withdrawn))],
    [
      onSale < upTo ? t.operator.pictures : t.operator.newestPictures(count(upTo, t)),
      `file_id ${count(pictures.fileId, t)}, B2 ${count(pictures.stored, t)}, ` +
      `legacy ${count(pictures.legacy, t)}, placeholder ${count(pictures.none, t)}`,
    ],
    [t.operator.served, rungs],
    [t.operator.storeImage, describeJobs(jobs.storeImage, t)],
    [t.operator.eraseProduct, describeJobs(jobs.eraseProduct, t)],
    [t.operator.verify, describeVerify(report.lastVerify, t)],
    [t.operator.reconcile, describeReconcile(report.lastReconcile, t)],
  ];
  return lines.map(([label, text]) => `<b>${label}</b>\n${text}`).join("\n\n");
}

function describeJobs({ waiting, failed }: JobCounts, t: Locale): string {
  return t.operator.waiting(count(waiting, t), count(failed, t));
}

/** A check that has not run, or could not, says so: nobody knows what it would have found. */
function describeVerify(run: OperatorReport["lastVerify"], t: Locale): string {
  if (run === undefined) return t.operator.neverVerified;
  const { outcome, counts, finishedAt } = run;
  const of = (name: string) => count(counts[name] ?? 0, t);
  const found = outcome === "unable"
    ? t.operator.notVerified
    : t.operator.verified(of("driftRows"), of("withoutRow"), of("products"));
  return `${found} (${instant(finishedAt, t)})`;
}

function describeReconcile(run: OperatorReport["lastReconcile"], t: Locale): string {
  if (run === undefined) return t.operator.neverReconciled;
  const { missing, altered, orphaned, finishedAt } = run;
  const found = t.operator.reconciled(count(missing, t), count(altered, t), count(orphaned, t));
  return `${found} (${instant(finishedAt, t)})`;
}

function instant(at: Date, t: Locale): string {
  const style = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" } as const;
  return `${at.toLocaleString(t.language, style)} UTC`;
}
