/**
 * The rows of a database, as a release left them, in a form that a later release can read. The schema is not in it: the
 * release's migrations make it, and their hashes are kept.
 * @module
 */
import { sql } from "kysely";
import { MIGRATIONS } from "../../src/postgres/migrate.ts";
import type { Database, DatabaseTransaction } from "../../src/postgres/mod.ts";

/** A database of a release. */
export interface GoldenDatabase {
  /** The version in deno.json, such as `1.0.0`. */
  readonly release: string;
  /** The SHA-256 of each migration by its file name, in their order. */
  readonly migrations: Readonly<Record<string, string>>;
  /** The rows of each table that has some, as JSON objects. */
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** The SHA-256 of each migration by its file name, in their order. */
export async function hashMigrations(): Promise<Record<string, string>> {
  const names = (await Array.fromAsync(Deno.readDir(MIGRATIONS))).map(({ name }) => name)
    .filter((name) => name.endsWith(".sql")).sort();
  const hashes = names.map(async (name) => {
    const bytes = await Deno.readFile(new URL(name, MIGRATIONS));
    return [name, new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()];
  });
  return Object.fromEntries(await Promise.all(hashes));
}

/** A transaction's number belongs to its server. Restored rows get that of the restore. */
const OF_SERVER = "transaction_id";

/** Reads the rows of every table of the shop. The tables of the queue, and Kysely's, are not among them. */
export async function dumpRows(db: Database): Promise<GoldenDatabase["rows"]> {
  const all: Record<string, Record<string, unknown>[]> = {};
  for (const { name, omitted } of await listTables(db)) {
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(each) - ${[OF_SERVER, ...omitted]}::text[] as row
      from ${sql.id(name)} each order by to_jsonb(each)::text`.execute(db);
    if (rows.length > 0) all[name] = rows.map(({ row }) => row);
  }
  return all;
}

/** Fills the tables of a database that has the schema of the release, as a restored dump does: no trigger runs. */
export async function restoreRows(db: Database, tables: GoldenDatabase["rows"]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const [name, rows] of Object.entries(tables)) {
      const columns = sql.join(Object.keys(rows[0]!).map((column) => sql.id(column)));
      await sql`
        insert into ${sql.id(name)} (${columns}) overriding system value
        select ${columns}
        from jsonb_populate_recordset(null::${sql.id(name)}, ${JSON.stringify(rows)}::jsonb)`
        .execute(tx);
    }
    await continueNumbers(tx);
  });
}

interface Table {
  readonly name: string;
  /** Columns that PostgreSQL computes. */
  readonly omitted: readonly string[];
  /** Columns that PostgreSQL numbers. */
  readonly numbered: readonly string[];
}

async function listTables(db: Database | DatabaseTransaction): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select relname as name,
      coalesce(array_agg(attname::text) filter (where attgenerated <> ''), '{}') as omitted,
      coalesce(array_agg(attname::text) filter (where attidentity <> ''), '{}') as numbered
    from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relnamespace = current_schema()::regnamespace and relkind = 'r'
      and relname not like 'kysely\\_%'
    group by relname order by relname`.execute(db);
  return rows;
}

/** The next number of each table follows the restored ones. */
async function continueNumbers(tx: DatabaseTransaction): Promise<void> {
  for (const { name, numbered } of await listTables(tx)) {
    for (const column of numbered) {
      await sql`
        select setval(pg_get_serial_sequence(${name}, ${column}),
          coalesce(max(${sql.id(column)}), 0) + 1, false) from ${sql.id(name)}`.execute(tx);
    }
  }
}
