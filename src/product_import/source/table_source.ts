import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../postgres/mod.ts";
import {
  type OtherTable,
  type RowSource,
  type SourceColumn,
  type SourceRow,
  SourceUnreadable,
} from "./source.ts";

const MAX_LISTED = 20;

/** Types whose text has a decimal point, whatever the language of the server. */
const NUMBERS = /^(smallint|integer|bigint|numeric|real|double precision)/;

interface Table {
  readonly schema: string;
  readonly name: string;
}

/**
 * Opens a table or a view. `written` may name a schema, and may be quoted as in SQL: `shop.items`, `"My Items"`. The
 * database stays open when the source is closed. `isShop`: it is the shop's own.
 *
 * @throws {SourceUnreadable} when there is none of this name, or it has no columns that can be read.
 */
export async function openTableSource(
  db: Database,
  written: string,
  { isShop }: { readonly isShop: boolean },
): Promise<RowSource> {
  const table = await findTable(db, written);
  if (isShop) await refuseOwnTable(db, table);
  const columns = await columnsOf(db, table);
  if (columns.length === 0) throw new SourceUnreadable(`The table ${written} has no columns`);
  return {
    description: `the table ${table.schema}.${table.name}`,
    name: table.schema === "public" ? table.name : `${table.schema}.${table.name}`,
    columns,
    rows: () => readTable(db, table, columns),
    tables: () => otherTables(db, table),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The parts of a name such as `shop."My Items"`. Undefined if it is not written like this. */
export function readTableName(written: string): string[] | undefined {
  const part = /"((?:[^"]|"")+)"|([^".]+)/y;
  const parts: string[] = [];
  for (let at = 0; at <= written.length; at = part.lastIndex + 1) {
    part.lastIndex = at;
    const [, quoted, plain] = part.exec(written) ?? [];
    if (quoted === undefined && plain === undefined) return undefined;
    parts.push(quoted?.replaceAll('""', '"') ?? plain!.trim());
    const next = written[part.lastIndex];
    if (next === undefined) break;
    if (next !== ".") return undefined;
  }
  return parts.length <= 2 ? parts : undefined;
}

/** An exact name wins over one that differs in upper and lower case, and the search path over other schemas. */
async function findTable(db: Database, written: string): Promise<Table> {
  const parts = readTableName(written);
  if (parts === undefined) {
    throw new SourceUnreadable(
      `--table ${written} is no name of a table: write NAME, SCHEMA.NAME or "Quoted Name"`,
    );
  }
  const name = parts.at(-1)!;
  const schema = parts.length === 2 ? parts[0]! : null;
  const { rows } = await sql<Table>`
    select n.nspname as schema, c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm', 'p', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
      and lower(c.relname) = lower(${name})
      and (${schema}::text is null or lower(n.nspname) = lower(${schema}))
    order by c.relname = ${name} desc, pg_table_is_visible(c.oid) desc, n.nspname`.execute(db);
  return rows[0] ?? await unknownTable(db, written);
}

async function unknownTable(db: Database, written: string): Promise<never> {
  const { rows } = await sql<{ name: string }>`
    select c.oid::regclass::text as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm', 'p', 'f') and n.nspname !~ '^pg_|^information_schema$'
      and n.nspname <> 'pgboss' and not c.relispartition
    order by 1 limit ${MAX_LISTED}`.execute(db);
  const names = rows.map(({ name }) => name).join(", ");
  throw new SourceUnreadable(
    `There is no table ${written}. ${
      names === "" ? "The database is empty" : `There are: ${names}`
    }`,
  );
}

/** The shop's own table needs no import. A table of another shop may only have its name. */
async function refuseOwnTable(db: Database, { schema, name }: Table): Promise<void> {
  const { rows } = await sql<{ isOwn: boolean; isAdopted: boolean }>`
    select to_regclass('products') = to_regclass(format('%I.%I', ${schema}::text, ${name}::text))
        as "isOwn",
      exists (select from pg_attribute
        where attrelid = to_regclass('products') and attname = 'product_id') as "isAdopted"`
    .execute(db);
  const { isOwn, isAdopted } = rows[0]!;
  if (isOwn !== true) return;
  throw new SourceUnreadable(
    isAdopted
      ? `${schema}.${name} is the shop's own table: its products are here already. For their pictures, run deno task migrate-images`
      : `${schema}.${name} has the name of the shop's own table, and other columns. Rename it, then run deno task migrate, then import it by its new name: alter table ${schema}.${name} rename to old_products`,
  );
}

async function columnsOf(db: Database, { schema, name }: Table): Promise<SourceColumn[]> {
  const { rows } = await sql<{ name: string; type: string }>`
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relname = ${name} and a.attnum > 0 and not a.attisdropped
    order by a.attnum`.execute(db);
  return rows.map(({ name, type }) => ({ name, kind: kindOf(type) }));
}

/** The tables of the same schema. */
async function otherTables(db: Database, { schema, name }: Table): Promise<OtherTable[]> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname = ${schema} and c.relname <> ${name} and c.relkind in ('r', 'v', 'm', 'p', 'f')
    group by c.relname order by c.relname`.execute(db);
  return rows.map((row) => ({
    ...row,
    name: schema === "public" ? row.name : `${schema}.${row.name}`,
  }));
}

function kindOf(type: string): SourceColumn["kind"] {
  if (type === "bytea") return "bytes";
  return NUMBERS.test(type) && !type.endsWith("[]") ? "number" : "text";
}

/** A transaction that only reads sees one state of the table, however long the reading takes. */
async function* readTable(
  db: Database,
  { schema, name }: Table,
  columns: readonly SourceColumn[],
): AsyncGenerator<SourceRow> {
  const values = columns.map(({ name, kind }, index) => {
    const value: RawBuilder<unknown> = kind === "bytes" ? sql`null` : sql`${sql.id(name)}::text`;
    return sql`${value} as ${sql.id(`c${index}`)}`;
  });
  const trx = await db.startTransaction().setIsolationLevel("repeatable read")
    .setAccessMode("read only").execute();
  try {
    await sql`declare source_rows no scroll cursor for
      select ${sql.join(values)} from ${sql.id(schema, name)}`.execute(trx);
    for (let count = 0;;) {
      const { rows } = await sql<Record<string, string | null>>`
        fetch 500 from source_rows`.execute(trx);
      if (rows.length === 0) return;
      for (const row of rows) {
        count++;
        yield { at: `row ${count}`, values: columns.map((_, n) => row[`c${n}`]), surplus: 0 };
      }
    }
  } finally {
    await trx.rollback().execute();
  }
}
