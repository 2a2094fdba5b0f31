/**
 * `deno task reconcile`: compares the objects in B2 with the event log, and repairs them.
 * @module
 */
import { findNamedInTable } from "../src/legacy_import/mod.ts";
import { openReconcileParts } from "../src/parts.ts";
import { type OptionValues, terminalColumns } from "../src/command.ts";
import { openLog } from "../src/log.ts";
import type { Database } from "../src/postgres/mod.ts";
import { reconcile, type ReconcileLine, type ReconcileSummary } from "../src/pictures/mod.ts";
import { loadTitles } from "../src/shop/mod.ts";
import { describeLine, describeSummary, productsOf, toJson } from "./reconcile/describe.ts";
import { HELP, OPTIONS, readArguments, type ReconcileArguments } from "./reconcile/options.ts";
import { printJson, printLines } from "./support/lines.ts";
import { type CommandConfig, openDatabaseOfShop, withParts } from "./support/parts.ts";
import { withProgress } from "./support/progress.ts";
import { runShopCommand } from "./support/shop_command.ts";

async function run(values: OptionValues): Promise<number> {
  const given = readArguments(values);
  const needed = {
    b2: "reconcile compares the objects of the bucket",
    telegram: given.repair ? "--repair asks Telegram for its copies" : undefined,
  };
  return await withParts(needed, (config) => compareAndRepair(config, given));
}

async function compareAndRepair(
  config: CommandConfig,
  given: ReconcileArguments,
): Promise<number> {
  const started = performance.now();
  await using stack = new AsyncDisposableStack();
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  stack.use(
    await openLog({
      level: "warning",
      format,
      columns: terminalColumns(),
      secrets: config.secrets,
    }),
  );
  const db = await openDatabaseOfShop(stack, config);
  const { b2, telegram } = config;
  const settings = { config, b2, ...(given.repair && telegram && { telegram }) };
  const { compared, ...repair } = await openReconcileParts(stack, settings, db);
  const findNamedElsewhere = (keys: readonly string[]) =>
    findNamedInTable(db, compared.bucketUrls, keys);
  const { deep, adopts, deletes, graceMs, maxDelete, maxInvalidate, readOnly } = given;
  const summary = await withProgress("objects of the log", (onProgress) =>
    reconcile(compared, {
      ...repair,
      ...{ deep, adopts, deletes, graceMs, maxDelete, maxInvalidate, readOnly, onProgress },
      findNamedElsewhere,
      marksAdoptable: true,
      report: (line) => print(db, line, given.json),
    }));
  const seconds = Math.max(1, Math.round(performance.now() - started)) / 1000;
  if (given.json) printJson([{ kind: "summary", ...summary, deep, seconds }]);
  else printLines(describeSummary(summary, given, seconds));
  return isClean(summary) ? 0 : 1;
}

async function print(db: Database, line: ReconcileLine, json: boolean): Promise<void> {
  if (json) printJson([toJson(line)]);
  else printLines([describeLine(line, await loadTitles(db, productsOf(line)))]);
}

function isClean({ missing, altered, refused }: ReconcileSummary): boolean {
  return missing === 0 && altered === 0 && !refused;
}

if (import.meta.main) await runShopCommand({ help: HELP, options: OPTIONS, run });
