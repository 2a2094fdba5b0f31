import { sql } from "kysely";
import type { Database } from "../../src/postgres/database.ts";

/** What a database contains when nobody has used it yet. */
export interface Contents {
  /** Hash of all that statements of DDL change. A copy of the database has the same. */
  readonly schema: string;
  /** The rows of each table that has some, by its name. */
  readonly rows: Readonly<Record<string, readonly unknown[]>>;
  /** The state of each sequence, by its name. */
  readonly sequences: Readonly<Record<string, SequenceState>>;
  readonly sizeBytes: number;
}

interface SequenceState {
  /** As text: it may be larger than a safe integer. */
  readonly value: string;
  readonly isCalled: boolean;
}

/** Beyond this, tables have so many dead rows that a new copy is better. */
const MOST_GROWTH_BYTES = 4 * 1024 ** 2;

/** Reads what a database contains. */
export async function contentsOf(db: Database): Promise<Contents> {
  return {
    schema: await schemaOf(db),
    rows: await rowsOf(db),
    sequences: await sequencesOf(db),
    sizeBytes: await sizeOf(db),
  };
}

/** Removes what a test has left. False if its schema is another, or if it has grown: then it cannot be used again. */
export async function restoreContents(db: Database, contents: Contents): Promise<boolean> {
  if (await schemaOf(db) !== contents.schema) return false;
  if (await sizeOf(db) > contents.sizeBytes + MOST_GROWTH_BYTES) return false;
  await restoreRows(db, contents.rows);
  await restoreSequences(db, contents.sequences);
  return true;
}

/** Tables and sequences of users. */
const OF_USERS = sql`relnamespace not in (
  select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')`;

/** The first id of what users create. */
const FIRST_OF_USERS = sql.lit(16_384);

/**
 * Hashes the versions of all rows of the catalogues that DDL writes. A new version has another `xmin`. Of `pg_class`, the
 * columns that a vacuum or a truncation changes do not count.
 */
async function schemaOf(db: Database): Promise<string> {
  const { rows } = await sql<{ hash: string }>`
    select md5(string_agg(row, ',' order by row)) as hash from (
      select 'class ' || concat_ws(' ', oid, relname, relnamespace, relkind, relowner, relacl, relpersistence, relchecks,
        relnatts, relrowsecurity, relforcerowsecurity, reloptions) as row from pg_class where ${OF_USERS}
      union all select 'attribute ' || concat_ws(' ', attrelid, attnum, xmin)
        from pg_attribute where attrelid in (select oid from pg_class where ${OF_USERS})
      union all select 'default ' || oid || ' ' || xmin from pg_attrdef
      union all select 'constraint ' || oid || ' ' || xmin from pg_constraint where oid >= ${FIRST_OF_USERS}
      union all select 'index ' || indexrelid || ' ' || xmin from pg_index where indexrelid >= ${FIRST_OF_USERS}
      union all select 'function ' || oid || ' ' || xmin from pg_proc where oid >= ${FIRST_OF_USERS}
      union all select 'trigger ' || oid || ' ' || xmin || ' ' || tgenabled::text from pg_trigger
      union all select 'rule ' || oid || ' ' || xmin from pg_rewrite where oid >= ${FIRST_OF_USERS}
      union all select 'type ' || oid || ' ' || xmin from pg_type t
        where oid >= ${FIRST_OF_USERS} and typnamespace in (
          select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
      union all select 'policy ' || oid || ' ' || xmin from pg_policy
      union all select 'sequence ' || seqrelid || ' ' || xmin from pg_sequence
      union all select 'inherits ' || inhrelid || ' ' || xmin from pg_inherits
      union all select 'namespace ' || oid || ' ' || xmin || coalesce(nspacl::text, '')
        from pg_namespace where nspname !~ '^pg_(temp|toast_temp)_'
      union all select 'extension ' || oid || ' ' || xmin from pg_extension
      union all select 'event ' || oid || ' ' || xmin from pg_event_trigger
      union all select 'acl ' || oid || ' ' || xmin from pg_default_acl
      union all select 'comment ' || objoid || ' ' || objsubid || ' ' || xmin
        from pg_description where objoid >= ${FIRST_OF_USERS}
    ) as all_rows`.execute(db);
  return rows[0]!.hash;
}

/** The names of the tables that have rows. */
async function filledTables(db: Database): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', nspname, relname) as name
    from pg_class c join pg_namespace n on n.oid = relnamespace
    where relkind = 'r' and ${OF_USERS} order by 1`.execute(db);
  if (tables.length === 0) return [];
  const asked = tables.map(({ name }) =>
    sql`select ${sql.lit(name)} as name where exists (select from ${sql.raw(name)})`
  );
  const { rows } = await sql<{ name: string }>`${sql.join(asked, sql` union all `)}`.execute(db);
  return rows.map(({ name }) => name);
}

async function rowsOf(db: Database): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const table of await filledTables(db)) rows[table] = await readTable(db, table);
  return rows;
}

async function readTable(db: Database, table: string): Promise<unknown[]> {
  const { rows } = await sql<{ row: unknown }>`
    select to_jsonb(t) as row from ${sql.raw(table)} t order by to_jsonb(t)`.execute(db);
  return rows.map(({ row }) => row);
}

/** Deletes instead of truncating: a truncation makes new files. */
async function restoreRows(db: Database, wanted: Contents["rows"]): Promise<void> {
  const filled = await filledTables(db);
  await db.transaction().execute(async (tx) => {
    // Without triggers, foreign keys included.
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const table of new Set([...filled, ...Object.keys(wanted)])) {
      const rows = wanted[table] ?? [];
      if (rows.length > 0 && isSame(await readTable(tx, table), rows)) continue;
      await sql`delete from ${sql.raw(table)}`.execute(tx);
      if (rows.length === 0) continue;
      await sql`
        insert into ${sql.raw(table)} overriding system value
        select * from jsonb_populate_recordset(null::${sql.raw(table)}, ${JSON.stringify(rows)})`
        .execute(tx);
    }
  });
}

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}

async function sequencesOf(db: Database): Promise<Record<string, SequenceState>> {
  const { rows: found } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, sequencename) as name from pg_sequences`.execute(db);
  const sequences: Record<string, SequenceState> = {};
  for (const { name } of found) {
    const { rows: [state] } = await sql<SequenceState>`
      select last_value::text as value, is_called as "isCalled" from ${sql.raw(name)}`.execute(db);
    sequences[name] = state!;
  }
  return sequences;
}

async function restoreSequences(db: Database, wanted: Contents["sequences"]): Promise<void> {
  const states = Object.entries(wanted);
  if (states.length === 0) return;
  const set = states.map(([name, { value, isCalled }]) =>
    sql`setval(${name}::regclass, ${value}::bigint, ${isCalled})`
  );
  await sql`select ${sql.join(set)}`.execute(db);
}

async function sizeOf(db: Database): Promise<number> {
  const { rows } = await sql<{ bytes: string }>`
    select pg_database_size(current_database())::text as bytes`.execute(db);
  return Number(rows[0]!.bytes);
}
