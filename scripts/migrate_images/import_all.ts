import { availableParallelism } from "node:os";
import { openImportParts } from "../../src/import_parts.ts";
import { defaultPublicUrl } from "../../src/config.ts";
import {
  type AppliedMapping,
  countBroughtIn,
  countHeld,
  countLegacy,
  createEstimator,
  createPreviews,
  findFurtherSources,
  findMappings,
  findPictureless,
  type FurtherSources,
  type ImportOptions,
  type ImportParts,
  importPictures,
  type ImportSummary,
  learnFileIds,
  type LegacyCount,
  type LegacyRow,
  type WorkSelection,
} from "../../src/legacy_import/mod.ts";
import { learnPublicUrls } from "../../src/pictures/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { createBucketUrls, type ObjectStore, openObjectStore } from "../../src/storage/mod.ts";
import { printLines } from "../support/lines.ts";
import type { CommandConfig } from "../support/parts.ts";
import { describeHeld } from "./elsewhere.ts";
import { describeFurther, describeSources } from "./further.ts";
import { describeMappings } from "./mappings.ts";
import { measureRequest } from "./measure_request.ts";
import { observe, type Observer } from "./observe.ts";
import type { MigrateImagesOptions } from "./options.ts";
import { publicUrlOf } from "./public_url.ts";
import { describeEstimate, describeSummary } from "./summary.ts";

/** A report names not more. */
const MOST_PICTURELESS = 500;

/** The pictures of an import of products. Absent: all pictures of the shop. */
export interface ImportedPictures extends Pick<ImportOptions, "further"> {
  /** The source of the products. */
  readonly importedFrom: string;
  /** Takes the outcomes of each product. */
  readonly onProduct: Required<ImportOptions>["onProduct"];
}

/** What an import works with. */
interface Given {
  readonly db: Database;
  readonly config: CommandConfig;
  /** When aborted, no new product is started. */
  readonly signal: AbortSignal;
}

/**
 * Imports the pictures of all rows, or of those of an import, and prints the summary. The estimate of a dry run too.
 * Returns the exit code.
 */
export async function importAllPictures(
  stack: AsyncDisposableStack,
  given: Given,
  options: MigrateImagesOptions,
  imported?: ImportedPictures,
): Promise<number> {
  const { concurrency, root, dryRun } = options;
  const publicUrl = await publicUrlOf(given.db, given.config);
  const store = stack.use(openObjectStore(given.config.b2));
  const ofFirst = {
    ...selectionOf(publicUrl, given.config, store, options),
    ...(imported && { importedFrom: imported.importedFrom }),
  };
  await learnPublicUrls(given.db, ofFirst.bucketUrls);
  await learnFileIds(given.db, ofFirst.bucketUrls, imported?.further);
  const workers = Math.min(availableParallelism(), concurrency);
  const deps = openParts(stack, given, options, { selection: ofFirst, store, workers });
  const further = await findFurther(deps, ofFirst, options);
  const { isFirstOnly } = options;
  const selection = { ...ofFirst, isFirstOnly, ...(further && { further }) };
  const mappings = root === undefined ? [] : await findMappings(deps, selection, imported?.further);
  const facts = { ...(root !== undefined && { root }), dryRun, mappings };
  const watched = stack.use(await observe(options, facts, createPreviews(deps)));
  const estimator = dryRun ? createEstimator() : undefined;
  const { signal } = given;
  // One rendered product more than workers: the renderer never waits, and memory stays bounded.
  const running = { selection, concurrency, ahead: workers + 1, signal, ...watched.callbacks };
  const summary = await importPictures(deps, {
    ...running,
    ...(estimator && { estimator }),
    ...(imported?.further && { further: imported.further.map(firstOnly(options)) }),
    onProduct: async (outcomes) => {
      await running.onProduct(outcomes);
      await imported?.onProduct(outcomes);
    },
  });
  const rows = imported?.further;
  const ended = await endRun(
    { deps, selection, mappings, watched, summary, signal, further: rows },
    options,
  );
  if (estimator !== undefined) {
    const pace = { workers, concurrency, requestMs: await measureRequest(deps.store) };
    printLines(describeEstimate(estimator.estimate(pace), given.config));
  }
  const isImport = selection.migrate || selection.fetch;
  const stillLegacy = dryRun || !isImport ? 0 : ended.products;
  return summary.productsLeft > 0 || signal.aborted || stillLegacy > 0 ? 1 : 0;
}

async function findFurther(
  { db, files }: ImportParts,
  { bucketUrls }: WorkSelection,
  { root, isFirstOnly }: MigrateImagesOptions,
): Promise<FurtherSources | undefined> {
  if (isFirstOnly) return undefined;
  return await findFurtherSources(db, bucketUrls, root === undefined ? undefined : files);
}

function firstOnly({ isFirstOnly }: MigrateImagesOptions): (row: LegacyRow) => LegacyRow {
  return (row) => isFirstOnly ? { ...row, further: [] } : row;
}

function openParts(
  stack: AsyncDisposableStack,
  { db, config }: Given,
  { root = "", mappings, fetch }: MigrateImagesOptions,
  { selection, ...parts }: {
    readonly selection: WorkSelection;
    readonly store: ObjectStore;
    readonly workers: number;
  },
): ImportParts {
  const { b2, telegram } = config;
  return openImportParts(stack, { config, b2, ...(telegram && { telegram }) }, {
    db,
    root,
    mappings,
    fetch,
    ...parts,
    bucketUrls: selection.bucketUrls,
  });
}

/** Ends the report, prints the account, and returns what is left of the legacy shop. */
async function endRun(
  { deps, selection, mappings, watched, summary, signal, further }: {
    readonly deps: ImportParts;
    readonly selection: WorkSelection;
    readonly mappings: readonly AppliedMapping[];
    readonly watched: Observer;
    readonly summary: ImportSummary;
    readonly signal: AbortSignal;
    readonly further: readonly LegacyRow[] | undefined;
  },
  options: MigrateImagesOptions,
): Promise<LegacyCount> {
  const { db, files } = deps;
  const interrupted = signal.aborted;
  const { migrate } = selection;
  const pictureless = await findPictureless(db, { most: MOST_PICTURELESS, migrate });
  const counted = await countHeld(db, selection.bucketUrls, further);
  // The outcomes tell of paths, if the run has looked for them.
  const { path, ...others } = counted;
  const held = migrate || path === undefined ? others : counted;
  const broughtIn = await countBroughtIn(db);
  await watched.end({ complete: !interrupted, pictureless, broughtIn, held });
  const legacy = await countLegacy(db, selection);
  printLines([
    ...describeSummary(summary, legacy, { ...options, interrupted, ms: watched.ms() }),
    ...describeSources(selection.further),
    ...describeFurther(summary.further),
    ...describeMappings(mappings, { dryRun: options.dryRun, isTooLarge: files.isTooLarge }),
    ...watched.unshown.describe(pictureless, options.report),
    ...describeHeld(held),
  ]);
  return legacy;
}

function selectionOf(
  publicUrl: string,
  { b2 }: CommandConfig,
  store: ObjectStore,
  { root, adopt, fetch, mappings }: MigrateImagesOptions,
): WorkSelection {
  const bucketUrls = createBucketUrls([publicUrl, defaultPublicUrl(b2)], b2, store);
  const mapped = mappings.map(({ from }) => from).filter((from) => /^https?:\/\//i.test(from));
  return { bucketUrls, migrate: root !== undefined, fetch, adopt, mapped };
}
