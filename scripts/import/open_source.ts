import { ExplainedError } from "../../src/errors.ts";
import { describeError, fullMessageOf } from "../../src/log.ts";
import {
  type Database,
  isUnavailable,
  openDatabase,
  ping,
  remedyOf,
} from "../../src/postgres/mod.ts";
import {
  openCsvSource,
  openSqliteSource,
  openTableSource,
  type RowSource,
} from "../../src/product_import/mod.ts";
import { UsageError } from "../../src/command.ts";
import type { FileOptions, SourceOptions } from "./options.ts";

const SQLITE = "SQLite format 3\0";

/** How other files begin that people take for tables, and what to do with them. */
const OTHER_FILES: readonly { readonly start: RegExp; readonly remedy: string }[] = [
  {
    start: /^PK\p{Cc}\p{Cc}|^\xd0\xcf\p{Cc}\xe0/u,
    remedy: "is a workbook or an archive. Save its sheet as CSV UTF-8 in the spreadsheet program",
  },
  {
    start: /^PGDMP/,
    remedy: "is a dump of PostgreSQL. Restore it with pg_restore, and use --table",
  },
  {
    start: /^(\xef\xbb\xbf)?\s*(-- |\/\*!|CREATE |INSERT )/,
    remedy: "holds SQL. Load it into a database, and use --table, or export the table as CSV",
  },
  {
    start: /^(\xef\xbb\xbf)?\s*(\[\s*\{|\{\s*")/,
    remedy: "is JSON. Convert it to CSV UTF-8: its first line names the columns",
  },
  {
    start: /^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)/i,
    remedy: "is a page or XML. Open it in a spreadsheet program, and save it as CSV UTF-8",
  },
];

/**
 * Opens the source of an import. It is closed with the stack.
 *
 * @throws {Error} when it cannot be read. Its message says why, and what to do.
 */
export async function openSource(
  stack: AsyncDisposableStack,
  options: SourceOptions,
  shop: Database,
): Promise<RowSource> {
  if ("from" in options) return stack.use(await openFile(options));
  const { table, url } = options;
  if (url === undefined) return stack.use(await openTableSource(shop, table, { isShop: true }));
  const db = stack.use(openDatabase({ url, name: "vitrine-import", maxConnections: 2 }));
  try {
    await ping(db);
  } catch (cause) {
    throw new SourceAway(cause);
  }
  return stack.use(await openTableSource(db, table, { isShop: false }));
}

/** The database of `--source-url` cannot be read. The advice for the shop's own database would name its settings. */
class SourceAway extends ExplainedError {
  override readonly code = "source_away";

  constructor(cause: unknown) {
    const remedy = remedyOf(cause)?.replaceAll("DATABASE_URL", "the source's URL")
      .replaceAll("into DATABASE_CA", "into a file, and sslrootcert=FILE into the source's URL")
      .replaceAll("in DATABASE_CA", "in sslrootcert=FILE");
    const helps = isUnavailable(cause)
      ? "What helps: correct host and port in the source's URL, or start its server."
      : `What helps: ${remedy ?? "correct the source's URL"}.`;
    super(
      `Cannot read the source of --source-url or SOURCE_DATABASE_URL: ${
        fullMessageOf(describeError(cause))
      }`,
      [helps],
    );
  }
}

async function openFile({ from: path, table, csv }: FileOptions): Promise<RowSource> {
  const start = await startOf(path);
  if (start.startsWith(SQLITE)) {
    if (csv.encoding === undefined && csv.delimiter === undefined) {
      return openSqliteSource(path, table);
    }
    throw new UsageError("--encoding and --delimiter are for CSV files: a SQLite file has neither");
  }
  const other = OTHER_FILES.find((each) => each.start.test(start));
  if (other !== undefined) throw new Error(`${path} ${other.remedy}`);
  if (table !== undefined) {
    throw new UsageError(
      "--from and --table together are for a SQLite file: a CSV file has no tables",
    );
  }
  return await openCsvSource(path, csv);
}

async function startOf(path: string): Promise<string> {
  try {
    // It is read more than once, and has an end.
    if (!(await Deno.stat(path)).isFile) throw new NoFile();
    using file = await Deno.open(path);
    const bytes = new Uint8Array(16);
    const size = await file.read(bytes) ?? 0;
    return String.fromCharCode(...bytes.subarray(0, size));
  } catch (cause) {
    throw new Error(`Cannot read ${path}: ${reasonOf(cause)}`);
  }
}

class NoFile extends Error {}

function reasonOf(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "there is no such file";
  return cause instanceof NoFile ? "it is a folder or a device, name a file" : String(cause);
}
