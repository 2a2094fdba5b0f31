/**
 * `deno task import`: brings in the products of another shop, and their pictures.
 * @module
 */
import { type OptionValues, terminalColumns } from "../src/command.ts";
import { type Config, secretsOf } from "../src/config.ts";
import { MAIN_IMAGE } from "../src/domain/mod.ts";
import { openLog } from "../src/log.ts";
import type { Database } from "../src/postgres/mod.ts";
import {
  importRows,
  type Mapping,
  needsSomebody,
  type ProductPictures,
  propose,
  readMapping,
  readPictures,
  rememberCover,
  ROW_OUTCOMES,
  type RowSource,
  type RowSummary,
  scanSource,
  type SourceScan,
  WrongMapping,
} from "../src/product_import/mod.ts";
import { readSettings } from "../src/settings.ts";
import { stopSignal } from "../src/stop.ts";
import {
  describePictured,
  describeProposal,
  describeRows,
  describeSource,
  describeWaiting,
} from "./import/describe.ts";
import { openRowLines } from "./import/row_lines.ts";
import { openSource } from "./import/open_source.ts";
import { HELP, type ImportOptions, OPTIONS, readOptions } from "./import/options.ts";
import { assertMayFetch } from "./migrate_images/elsewhere.ts";
import { importAllPictures } from "./migrate_images/import_all.ts";
import { publicUrlOf } from "./migrate_images/public_url.ts";
import { assertMigrated, openConfiguredDatabase } from "./support/database.ts";
import { printLines, printNote } from "./support/lines.ts";
import { type CommandConfig, openDatabaseOfShop, withParts } from "./support/parts.ts";
import { createProgress } from "./support/progress.ts";
import { runShopCommand } from "./support/shop_command.ts";

const MAX_CONNECTIONS = 10;
/** One reads the source while the other one writes. */
const CONNECTIONS_OF_ROWS = 2;

/** What a run works with. `parts`: the settings of the bucket, if pictures are imported. */
interface Run {
  readonly options: ImportOptions;
  readonly db: Database;
  readonly parts: CommandConfig | undefined;
}

async function run(values: OptionValues): Promise<number> {
  const options = await readOptions(values, Deno.env.get("SOURCE_DATABASE_URL"));
  const { root, adopt, fetch, concurrency } = options.pictures;
  if (fetch) assertMayFetch();
  if (options.columns === undefined || (root === undefined && !adopt && !fetch)) {
    const config = readSettings();
    await using stack = await withLog(config, options);
    const db = stack.use(await openConfiguredDatabase(config));
    // A proposal writes nothing. It helps before the first migration too.
    if (options.columns !== undefined) await assertMigrated(db);
    return await importAll(stack, { options, db, parts: undefined });
  }
  return await withParts({ b2: "import puts the pictures there" }, async (parts) => {
    await using stack = await withLog(parts, options);
    const maxConnections = Math.min(concurrency, MAX_CONNECTIONS) + CONNECTIONS_OF_ROWS;
    const db = await openDatabaseOfShop(stack, parts, { maxConnections });
    // A shop that pictures cannot be imported into gets no rows either.
    await publicUrlOf(db, parts);
    return await importAll(stack, { options, db, parts });
  });
}

async function withLog(config: Config, { source }: ImportOptions): Promise<AsyncDisposableStack> {
  const databaseUrl = "url" in source ? source.url : undefined;
  const ofSource = databaseUrl === undefined ? [] : secretsOf({ ...config, databaseUrl });
  const secrets = [...secretsOf(config), ...ofSource];
  const stack = new AsyncDisposableStack();
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  stack.use(await openLog({ level: "warning", format, columns: terminalColumns(), secrets }));
  return stack;
}

async function importAll(stack: AsyncDisposableStack, given: Run): Promise<number> {
  const { options, db } = given;
  const source = await openSource(stack, options.source, db);
  if (options.columns === undefined) {
    printLines(describeProposal(await propose(source), source, sourceArguments(options)));
    if ("url" in options.source && options.source.url !== undefined) printLines([URL_AGAIN]);
    return 1;
  }
  const mapping = mappingOf(options.columns, source);
  if (mapping === undefined) return 2;
  printLines(describeSource(source, options.columns));
  const scan = await scanSource(source, mapping);
  if (scan.lacksCurrency && mapping.currency === undefined) {
    printNote("The prices name no currency: add it to --columns, such as currency=EUR");
    return 2;
  }
  const pictures = await picturesOf(given);
  const signal = stopSignal();
  const summary = await importAllRows(given, source, { mapping, scan, signal, pictures });
  const { dryRun } = options.pictures;
  printLines(describeRows(summary, { dryRun, interrupted: signal.aborted }));
  if (pictures !== undefined) printLines(describePictured(pictures, summary));
  const rowsLeft = ROW_OUTCOMES.some((each) =>
    needsSomebody(each) && (summary.rows[each] ?? 0) > 0
  );
  const code = rowsLeft || signal.aborted ? 1 : 0;
  if (signal.aborted) return code;
  const its = { ...given, signal, importedFrom: options.name ?? source.name };
  const isDone = await importItsPictures(stack, its, summary, mapping);
  return isDone ? code : 1;
}

/** The pictures of the table of `--pictures`. */
async function picturesOf({ options, db }: Run): Promise<ProductPictures | undefined> {
  if (options.pictureSource === undefined) return undefined;
  await using stack = new AsyncDisposableStack();
  return await readPictures(await openSource(stack, options.pictureSource, db));
}

/** Returns whether no picture is left. */
async function importItsPictures(
  stack: AsyncDisposableStack,
  { options, db, parts, signal, importedFrom }: Run & {
    readonly signal: AbortSignal;
    readonly importedFrom: string;
  },
  { replacements, pictureRows }: RowSummary,
  mapping: Mapping,
): Promise<boolean> {
  const waiting = new Map(replacements.map(({ productId, urls }) => [productId, urls.cover ?? ""]));
  if (parts === undefined) {
    if (mapping.cover ?? mapping.thumb ?? options.pictureSource) printLines([PICTURES_LATER]);
    printLines(describeWaiting(waiting));
    return waiting.size === 0;
  }
  printLines(["Pictures:"]);
  const code = await importAllPictures(stack, { db, config: parts, signal }, options.pictures, {
    importedFrom,
    further: [...pictureRows, ...replacements],
    onProduct: async (outcomes) => {
      const done = outcomes.find(({ image, picture, outcome }) =>
        picture === undefined && image === MAIN_IMAGE && /^(migrated|adopted|ready)$/.test(outcome)
      );
      const cover = done && waiting.get(done.product);
      if (done === undefined || cover === undefined) return;
      waiting.delete(done.product);
      if (!options.pictures.dryRun) await rememberCover(db, done.product, cover);
    },
  });
  printLines(describeWaiting(waiting));
  return code === 0 && waiting.size === 0;
}

const URL_AGAIN = "Set SOURCE_DATABASE_URL for it, or add --source-url.";

const PICTURES_LATER =
  "Pictures were not imported. Run it again with --root DIR, the folder where their paths start.";

function mappingOf(columns: string, source: RowSource): Mapping | undefined {
  try {
    return readMapping(columns, source.columns);
  } catch (error) {
    if (!(error instanceof WrongMapping)) throw error;
    printNote(error.message);
    return undefined;
  }
}

async function importAllRows(
  { options, db }: Run,
  source: RowSource,
  { mapping, scan, signal, pictures }: {
    readonly pictures: ProductPictures | undefined;
    readonly mapping: Mapping;
    readonly scan: SourceScan;
    readonly signal: AbortSignal;
  },
): Promise<RowSummary> {
  using lines = openRowLines(options.pictures.report);
  using progress = createProgress({ unit: "rows", total: scan.rows });
  const summary = await importRows(db, source, {
    mapping,
    style: scan.style,
    sourceName: options.name ?? source.name,
    dryRun: options.pictures.dryRun,
    prefer: options.prefer,
    pictures,
    signal,
    onReport: lines.add,
    onProgress: (rows) => progress.update(rows),
  });
  printLines(lines.rest());
  return summary;
}

/** The options that name the source, to be written again. The URL is a secret. */
function sourceArguments({ source, name, pictures: { root } }: ImportOptions): string[] {
  const rest = [
    ...(name === undefined ? [] : ["--name", name]),
    ...(root === undefined ? [] : ["--root", root]),
  ];
  if (!("from" in source)) return ["--table", source.table, ...rest];
  const { from, table, csv: { encoding, delimiter } } = source;
  return [
    ...["--from", from],
    ...(table === undefined ? [] : ["--table", table]),
    ...(encoding === undefined ? [] : ["--encoding", encoding]),
    ...(delimiter === undefined ? [] : ["--delimiter", delimiter === "\t" ? "tab" : delimiter]),
    ...rest,
  ];
}

if (import.meta.main) {
  await runShopCommand({
    help: HELP,
    options: OPTIONS,
    run,
    stopsItself: () => true,
  });
}
