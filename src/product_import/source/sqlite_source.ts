import { DatabaseSync } from "node:sqlite";
import {
  type OtherTable,
  type RowSource,
  type SourceColumn,
  type SourceRow,
  SourceUnreadable,
} from "./source.ts";

/** The declared types that SQLite takes for numbers and for bytes: sqlite.org/datatype3.html#determination_of_column_affinity */
const NUMBERS = /INT|REAL|FLOA|DOUB|NUM|DEC/i;
const BYTES = /BLOB/i;

/**
 * Opens a table or a view of a SQLite file, as most bots have one. The file is only read.
 *
 * @throws {SourceUnreadable} when there is none of this name, or no name is given.
 */
export function openSqliteSource(path: string, written: string | undefined): RowSource {
  using stack = new DisposableStack();
  const db = stack.adopt(new DatabaseSync(path, { readOnly: true }), (db) => db.close());
  const table = findTable(db, path, written);
  const columns = columnsOf(db, table);
  const owned = stack.move();
  const file = path.split(/[/\\]/).at(-1)!;
  return {
    description: `the table ${table} of the SQLite file ${path}`,
    name: `${file}/${table}`,
    columns,
    rows: () => rowsOf(db, table, columns),
    tables: () => Promise.resolve(otherTables(db, table)),
    [Symbol.asyncDispose]: () => Promise.resolve(owned.dispose()),
  };
}

/** An exact name wins over one that differs in upper and lower case. */
function findTable(db: DatabaseSync, path: string, written: string | undefined): string {
  const names = tablesOf(db);
  const found = names.find((name) => name === written) ??
    names.find((name) => name.toLowerCase() === written?.toLowerCase());
  if (found !== undefined) return found;
  const all = names.length === 0 ? "It has no tables" : `There are: ${names.join(", ")}`;
  throw new SourceUnreadable(
    written === undefined
      ? `${path} is a SQLite database: add --table NAME. ${all}`
      : `There is no table ${written} in ${path}. ${all}`,
  );
}

function otherTables(db: DatabaseSync, table: string): OtherTable[] {
  return tablesOf(db).filter((name) => name !== table)
    .map((name) => ({ name, columns: columnsOf(db, name).map((column) => column.name) }));
}

function tablesOf(db: DatabaseSync): string[] {
  return db.prepare(
    "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite_%' order by 1",
  ).all().map(({ name }) => String(name));
}

function columnsOf(db: DatabaseSync, table: string): SourceColumn[] {
  return db.prepare("select name, type from pragma_table_info(?)").all(table)
    .map(({ name, type }) => ({ name: String(name).trim(), kind: kindOf(String(type)) }));
}

function kindOf(type: string): SourceColumn["kind"] {
  if (BYTES.test(type)) return "bytes";
  return NUMBERS.test(type) ? "number" : "text";
}

async function* rowsOf(
  db: DatabaseSync,
  table: string,
  columns: readonly SourceColumn[],
): AsyncGenerator<SourceRow> {
  const names = db.prepare("select name from pragma_table_info(?)").all(table)
    .map(({ name }) => quoted(String(name)));
  const values = names.map((name, n) =>
    `case typeof(${name}) when 'blob' then null else cast(${name} as text) end as c${n}`
  );
  const rows = db.prepare(`select ${values.join(", ")} from ${quoted(table)}`).iterate();
  let count = 0;
  for (const row of rows) {
    const cells = columns.map((_, n) => row[`c${n}`] as string | null);
    yield { at: `row ${++count}`, values: cells, surplus: 0 };
  }
}

/** A name as SQL reads it, whatever is in it. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
