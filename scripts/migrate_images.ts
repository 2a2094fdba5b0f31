/**
 * `deno task migrate-images`: imports the pictures of a legacy shop into B2 and the event log.
 * @module
 */
import { availableParallelism } from "node:os";
import { openImportParts } from "../src/parts.ts";
import { type OptionValues, runCommand } from "../src/command.ts";
import { defaultPublicUrl } from "../src/config.ts";
import { openLog } from "../src/log.ts";
import {
  countLegacy,
  createEstimator,
  createPreviews,
  findMappings,
  findPictureless,
  importPictures,
  type WorkSelection,
} from "../src/legacy_import/mod.ts";
import { stopSignal } from "../src/stop.ts";
import { createBucketUrls } from "../src/storage/mod.ts";
import { HELP, type MigrateImagesOptions, OPTIONS, readOptions } from "./migrate_images/options.ts";
import { describeMappings } from "./migrate_images/mappings.ts";
import { measureRequest } from "./migrate_images/measure_request.ts";
import { observe } from "./migrate_images/observe.ts";
import { publicUrlOf } from "./migrate_images/public_url.ts";
import { describeEstimate, describeSummary } from "./migrate_images/summary.ts";
import { printLines } from "./support/lines.ts";
import { type CommandConfig, openDatabaseOfShop, withParts } from "./support/parts.ts";

const MAX_CONNECTIONS = 10;
/** A report names not more. */
const MOST_PICTURELESS = 500;

async function run(values: OptionValues): Promise<number> {
  const options = await readOptions(values);
  const needed = { b2: "migrate-images puts the pictures there" };
  return await withParts(needed, (config) => migrateAll(config, options));
}

async function migrateAll(config: CommandConfig, options: MigrateImagesOptions): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  stack.use(await openLog({ level: "warning", format, secrets: config.secrets }));
  const { concurrency, root, mappings: given, dryRun } = options;
  const maxConnections = Math.min(concurrency, MAX_CONNECTIONS);
  const db = await openDatabaseOfShop(stack, config, { maxConnections });
  const selection = selectionOf(await publicUrlOf(db, config), config, options);
  const workers = Math.min(availableParallelism(), concurrency);
  const deps = openImportParts(stack, { config, b2: config.b2 }, {
    db,
    root: root ?? "",
    mappings: given,
    workers,
    bucketUrls: selection.bucketUrls,
  });
  const mappings = root === undefined ? [] : await findMappings(deps, selection);
  const facts = { ...(root !== undefined && { root }), dryRun, mappings };
  const watched = stack.use(await observe(options, facts, createPreviews(deps)));
  const estimator = dryRun ? createEstimator() : undefined;
  const signal = stopSignal();
  // One rendered product more than workers: the renderer never waits, and memory stays bounded.
  const running = { selection, concurrency, ahead: workers + 1, signal, ...watched.callbacks };
  const summary = await importPictures(deps, { ...running, ...(estimator && { estimator }) });
  const interrupted = signal.aborted;
  const pictureless = await findPictureless(db, {
    most: MOST_PICTURELESS,
    migrate: selection.migrate,
  });
  await watched.end({ complete: !interrupted, pictureless });
  const legacy = await countLegacy(db, selection.bucketUrls);
  printLines([
    ...describeSummary(summary, legacy, { ...options, interrupted, ms: watched.ms() }),
    ...describeMappings(mappings, { dryRun, isTooLarge: deps.files.isTooLarge }),
    ...watched.unshown.describe(pictureless, options.report),
  ]);
  if (estimator !== undefined) {
    const pace = { workers, concurrency, requestMs: await measureRequest(deps.store) };
    printLines(describeEstimate(estimator.estimate(pace)));
  }
  const stillLegacy = dryRun || !selection.migrate ? 0 : legacy.products;
  return summary.productsLeft > 0 || interrupted || stillLegacy > 0 ? 1 : 0;
}

function selectionOf(
  publicUrl: string,
  { b2 }: CommandConfig,
  { root, adopt }: MigrateImagesOptions,
): WorkSelection {
  const bucketUrls = createBucketUrls([publicUrl, defaultPublicUrl(b2)], b2);
  return { bucketUrls, migrate: root !== undefined, adopt };
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
