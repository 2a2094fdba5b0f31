import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";

/** The table `products`, as PostgreSQL's catalog describes it. */
export interface LegacyTable {
  readonly oid: number;
  /** Quoted, and with its schema unless the search path finds it. It can stand in SQL. */
  readonly name: string;
  /** `r` a table, `p` partitioned, `v` a view, `m` a materialized view, `f` a foreign table. */
  readonly kind: string;
  readonly unlogged: boolean;
  readonly columns: readonly LegacyColumn[];
}

/** A column of it. */
export interface LegacyColumn {
  readonly number: number;
  readonly name: string;
  /** Quoted. */
  readonly sqlName: string;
  /** Such as `character varying(80)`. */
  readonly type: string;
  /** Without its length, such as `character varying`; for a domain, the type below it. */
  readonly base: string;
  /** `b` base, `d` domain, `e` enum; others exist. */
  readonly typeKind: string;
  /** The most characters; null without a limit. */
  readonly length: number | null;
  readonly notNull: boolean;
  /** The SQL of its default; null without one, and for a generated column. */
  readonly default: string | null;
  /** Empty, `s` stored or `v` virtual. */
  readonly generated: string;
  /** Empty, `a` always or `d` by default. */
  readonly identity: string;
  readonly inPrimaryKey: boolean;
  /** False for a collation by which two different texts may be equal. */
  readonly exact: boolean;
}

/** Reads the table that the search path finds as `products`; undefined if there is none. */
export async function readTable(tx: DatabaseTransaction): Promise<LegacyTable | undefined> {
  const { rows } = await sql<Omit<LegacyTable, "columns">>`
    select oid::integer as oid, oid::regclass::text as name, relkind as kind, relpersistence = 'u' as unlogged
    from pg_class where oid = to_regclass('products')`.execute(tx);
  const table = rows[0];
  return table && { ...table, columns: await readColumns(tx, table.oid) };
}

/** Tables and views named as `products`, in other letters or in a schema that is not searched. */
export async function lookalikesOf(tx: DatabaseTransaction): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select oid::regclass::text as name from pg_class
    where relkind in ('r', 'p', 'v', 'm', 'f') and lower(relname) = 'products'
      and oid is distinct from to_regclass('products')
      and relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
    order by name`.execute(tx);
  return rows.map(({ name }) => name);
}

async function readColumns(tx: DatabaseTransaction, oid: number): Promise<LegacyColumn[]> {
  const { rows } = await sql<LegacyColumn>`
    select
      attnum as number,
      attname as name,
      quote_ident(attname) as "sqlName",
      format_type(atttypid, atttypmod) as type,
      case when typtype = 'd' then format_type(typbasetype, null) else format_type(atttypid, null) end as base,
      typtype as "typeKind",
      case when greatest(atttypmod, typtypmod) > 4
        and coalesce(nullif(typbasetype, 0), atttypid) in ('varchar'::regtype, 'bpchar'::regtype)
        then greatest(atttypmod, typtypmod) - 4 end as length,
      attnotnull as "notNull",
      case when attgenerated = '' then pg_get_expr(adbin, adrelid) end as default,
      attgenerated as generated,
      attidentity as identity,
      exists (
        select from pg_index where indrelid = attrelid and indisprimary and attnum = any (indkey)
      ) as "inPrimaryKey",
      coalesce(collisdeterministic, true) as exact
    from pg_attribute
    join pg_type on pg_type.oid = atttypid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    left join pg_collation on pg_collation.oid = attcollation
    where attrelid = ${oid} and attnum > 0 and not attisdropped
    order by attnum`.execute(tx);
  return rows;
}

/** The name of another table in the schema of this one. It can stand in SQL. */
export function siblingOf(table: string, name: string): string {
  return table.replace(/products$/, name);
}
