import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { openCsvSource, openTableSource, type RowSource } from "../../src/product_import/mod.ts";
import type { SourceOptions } from "./options.ts";

/** How other files begin that people take for tables, and what to do with them. */
const OTHER_FILES: readonly { readonly start: string; readonly remedy: string }[] = [
  {
    start: "PK\u0003\u0004",
    remedy: "is a workbook or an archive. Save its sheet as CSV UTF-8 in the spreadsheet program",
  },
  {
    start: "SQLite format 3\0",
    remedy:
      'is a SQLite database. Export its table: sqlite3 -csv -header FILE "select * from NAME" > products.csv',
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
  if ("from" in options) {
    await refuseOtherFile(options.from);
    return stack.use(await openCsvSource(options.from, options.csv));
  }
  const { table, url } = options;
  const db = url === undefined
    ? shop
    : stack.use(openDatabase({ url, name: "vitrine-import", maxConnections: 2 }));
  return stack.use(await openTableSource(db, table, { isShop: url === undefined }));
}

async function refuseOtherFile(path: string): Promise<void> {
  const start = await startOf(path);
  const other = OTHER_FILES.find((each) => start.startsWith(each.start));
  if (other !== undefined) throw new Error(`${path} ${other.remedy}`);
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
