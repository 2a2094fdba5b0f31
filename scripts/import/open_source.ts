import { type Database, openDatabase } from "../../src/postgres/mod.ts";
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
const OTHER_FILES: readonly { readonly start: string; readonly remedy: string }[] = [
  {
    start: "PK\u0003\u0004",
    remedy: "is a workbook or an archive. Save its sheet as CSV UTF-8 in the spreadsheet program",
  },
  {
    start: "PGDMP",
    remedy: "is a dump of PostgreSQL. Restore it with pg_restore, and use --table",
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
  const db = url === undefined
    ? shop
    : stack.use(openDatabase({ url, name: "vitrine-import", maxConnections: 2 }));
  return stack.use(await openTableSource(db, table, { isShop: url === undefined }));
}

async function openFile({ from: path, table, csv }: FileOptions): Promise<RowSource> {
  const start = await startOf(path);
  if (start.startsWith(SQLITE)) {
    if (csv.encoding === undefined && csv.delimiter === undefined) {
      return openSqliteSource(path, table);
    }
    throw new UsageError("--encoding and --delimiter are for CSV files: a SQLite file has neither");
  }
  const other = OTHER_FILES.find((each) => start.startsWith(each.start));
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
    using file = await Deno.open(path);
    const bytes = new Uint8Array(16);
    const size = await file.read(bytes) ?? 0;
    return String.fromCharCode(...bytes.subarray(0, size));
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound ? "there is no such file" : String(cause);
    throw new Error(`Cannot read ${path}: ${reason}`);
  }
}
