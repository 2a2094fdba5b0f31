/**
 * `deno task migrate-images`: brings a legacy shop's pictures into B2 and the event log.
 * @module
 */
import { type OptionValues, runCommand } from "../src/command.ts";
import { openLog } from "../src/log.ts";
import { countLegacy, isLeft, migrateImages } from "../src/legacy_import/mod.ts";
import { stopSignal } from "../src/stop.ts";
import { HELP, type MigrateImagesOptions, OPTIONS, readOptions } from "./migrate_images/options.ts";
import { observe } from "./migrate_images/observe.ts";
import { openParts } from "./migrate_images/parts.ts";
import { describeEstimate, describeSummary } from "./migrate_images/summary.ts";
import { type CommandConfig, withParts } from "./support/parts.ts";

async function run(values: OptionValues): Promise<number> {
  const options = await readOptions(values);
  const needed = { b2: "the pictures are put there" };
  return await withParts(needed, (config) => migrateAll(config, options));
}

async function migrateAll(config: CommandConfig, options: MigrateImagesOptions): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  stack.use(await openLog({ level: "warning", format, secrets: config.secrets }));
  const parts = stack.use(await openParts(config, options));
  const { deps, selection, estimator } = parts;
  const watched = stack.use(await observe(options));
  const signal = stopSignal();
  const { concurrency } = options;
  const given = { selection, concurrency, ahead: parts.ahead, signal, ...watched.callbacks };
  const summary = await migrateImages(deps, { ...given, ...(estimator && { estimator }) });
  watched.end();
  const legacy = await countLegacy(deps.db, selection.bucketUrls);
  const interrupted = signal.aborted;
  console.log(describeSummary(summary, legacy, { ...options, interrupted, ms: watched.ms() }));
  if (estimator !== undefined) {
    console.log(describeEstimate(estimator.estimate(await parts.measurePace())));
  }
  const left = Object.entries(summary.pictures).some(([outcome]) => isLeft(outcome as never));
  const stillLegacy = options.dryRun || !selection.migrate ? 0 : legacy.products;
  return left || interrupted || stillLegacy > 0 ? 1 : 0;
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
