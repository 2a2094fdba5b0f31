/**
 * `deno task reconcile`: compares what B2 holds with what the log says, and repairs.
 * @module
 */
import { type OptionValues, runCommand } from "../src/command.ts";
import { readConfig, secretsOf } from "../src/config.ts";
import { openLog } from "../src/log.ts";
import { reconcile, type ReconcileLine, type ReconcileSummary } from "../src/repair/mod.ts";
import { describeLine, describeSummary, toJson } from "./reconcile/describe.ts";
import { HELP, OPTIONS, readArguments, type ReconcileArguments } from "./reconcile/options.ts";
import { openCompared, openRestoring, type ReconcileConfig } from "./reconcile/parts.ts";
import { printJson, printLines } from "./support/lines.ts";
import { createProgress, type Progress } from "./support/progress.ts";

async function run(values: OptionValues): Promise<number> {
  const given = readArguments(values);
  const settings = readConfig(Deno.env.toObject());
  const problems = "problems" in settings ? [...settings.problems] : [];
  const config = "config" in settings ? settings.config : undefined;
  if (config !== undefined && config.b2 === undefined) {
    problems.push("B2_ENDPOINT, B2_BUCKET, … are missing: there is nothing to compare");
  }
  if (config !== undefined && given.repair && config.telegram === undefined) {
    problems.push("TELEGRAM_BOT_TOKEN is missing: --repair asks Telegram for its copies");
  }
  if (config?.b2 === undefined || problems.length > 0) {
    console.error(["The settings are wrong:", ...problems].join("\n  - "));
    return 2;
  }
  const { b2 } = config;
  return await compareAndRepair({ ...config, b2 }, given);
}

async function compareAndRepair(
  config: ReconcileConfig,
  given: ReconcileArguments,
): Promise<number> {
  const started = performance.now();
  await using stack = new AsyncDisposableStack();
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  stack.use(await openLog({ level: "warning", format, secrets: secretsOf(config) }));
  const compared = await openCompared(stack, config);
  const { telegram } = config;
  const restoring = given.repair && telegram !== undefined
    ? { repair: await openRestoring(stack, config, telegram, compared) }
    : {};
  const { deep, deletes, graceMs, maxDelete, maxInvalidate, readOnly } = given;
  const summary = await withProgress((onProgress) =>
    reconcile(compared, {
      ...restoring,
      ...{ deep, deletes, graceMs, maxDelete, maxInvalidate, readOnly, onProgress },
      report: (line) => print(line, given.json),
    })
  );
  const seconds = Math.max(1, Math.round(performance.now() - started)) / 1000;
  if (given.json) printJson([{ kind: "summary", ...summary, deep, seconds }]);
  else printLines(describeSummary(summary, given, seconds));
  return isClean(summary) ? 0 : 1;
}

async function withProgress<T>(
  work: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  using bars = new DisposableStack();
  let bar: Progress | undefined;
  return await work((done, total) => {
    bar ??= bars.use(createProgress({ unit: "objects of the log", total }));
    bar.update(done);
  });
}

function print(line: ReconcileLine, json: boolean): void {
  if (json) printJson([toJson(line)]);
  else printLines([describeLine(line)]);
}

function isClean({ missing, altered, refused }: ReconcileSummary): boolean {
  return missing === 0 && altered === 0 && !refused;
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
