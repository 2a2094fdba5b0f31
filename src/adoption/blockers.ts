import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import type { LegacyColumn, LegacyTable } from "./table.ts";
import { listViews } from "./views.ts";

/** An object that must be away while the type of a column changes. */
interface Blocker {
  readonly drop: string;
  /** Makes it again. */
  readonly again: readonly string[];
}

/**
 * The statements that change a column's type although other objects read it: they go, and come again. With `forGood`, those
 * that need the old type do not come again.
 */
export async function statementsAround(
  tx: DatabaseTransaction,
  table: LegacyTable,
  column: LegacyColumn,
  change: string,
  { forGood = false } = {},
): Promise<string> {
  const views = (await listViews(tx, table.oid, [column.number])).toReversed();
  const blockers = [
    ...await listOthers(tx, table.oid, column.number),
    ...views.map(({ name, materialized, again }) => ({
      drop: `drop ${materialized ? "materialized view" : "view"} ${name}`,
      again: forGood ? [] : again,
    })),
    ...forGood ? await listConditions(tx, table.oid, column.number) : [],
  ];
  return [
    ...blockers.map(({ drop }) => drop),
    change,
    ...blockers.toReversed().flatMap(({ again }) => again),
  ].join("; ");
}

/** Checks and foreign keys of the column, and indexes with conditions or expressions of it. */
async function listConditions(
  tx: DatabaseTransaction,
  table: number,
  column: number,
): Promise<Blocker[]> {
  const { rows } = await sql<Blocker>`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop, array[]::text[] as again
    from pg_constraint where conparentid = 0 and (
      conrelid = ${table} and contype in ('c', 'f') and ${column} = any (conkey)
      or confrelid = ${table} and contype = 'f' and ${column} = any (confkey))
    union all
    select format('drop index %s', indexrelid::regclass), array[]::text[]
    from pg_index where indrelid = ${table} and (indexprs is not null or indpred is not null)
      and exists (select from pg_depend where classid = 'pg_class'::regclass and objid = indexrelid
        and refobjid = ${table} and refobjsubid = ${column})`.execute(tx);
  return rows;
}

/** Foreign keys between the column and others, whose columns must have the same type; each with the other column. */
export async function listForeignKeys(
  tx: DatabaseTransaction,
  table: LegacyTable,
  column: LegacyColumn,
): Promise<
  {
    readonly owner: string;
    readonly name: string;
    readonly definition: string;
    readonly column: string;
    readonly incoming: boolean;
  }[]
> {
  const { rows } = await sql<
    { owner: string; name: string; definition: string; column: string; incoming: boolean }
  >`
    select conrelid::regclass::text as owner, quote_ident(conname) as name,
      pg_get_constraintdef(pg_constraint.oid) as definition, quote_ident(attname) as column,
      confrelid = ${table.oid} as incoming
    from pg_constraint
    join pg_attribute on attrelid = conrelid
      and attnum = conkey[coalesce(
        case when confrelid = ${table.oid} then array_position(confkey, ${column.number}::smallint) end,
        array_position(conkey, ${column.number}::smallint))]
    where contype = 'f' and conparentid = 0 and (
      confrelid = ${table.oid} and ${column.number} = any (confkey)
      or conrelid = ${table.oid} and ${column.number} = any (conkey))
    order by conname`.execute(tx);
  return rows;
}

/** The statements that drop a constraint of the table, with the foreign keys of other tables that need it. */
export async function statementsToDrop(
  tx: DatabaseTransaction,
  { oid, name }: LegacyTable,
  constraint: string,
): Promise<string> {
  const { rows } = await sql<{ drop: string }>`
    select format('alter table %s drop constraint %I', fk.conrelid::regclass, fk.conname) as drop
    from pg_constraint key join pg_constraint fk on fk.confrelid = key.conrelid and fk.conindid = key.conindid
    where key.conrelid = ${oid} and key.conname = ${constraint} and key.contype in ('p', 'u')
      and fk.contype = 'f' and fk.conparentid = 0
    union all
    select format('alter table %s drop constraint %I', ${name}::text, ${constraint}::text)`.execute(
    tx,
  );
  return rows.map(({ drop }) => drop).join("; ");
}

/** Columns that are generated from the column, triggers and policies that name it. */
async function listOthers(
  tx: DatabaseTransaction,
  table: number,
  column: number,
): Promise<Blocker[]> {
  const { rows } = await sql<Blocker>`
    with dependents as (
      select classid, objid from pg_depend
      where refclassid = 'pg_class'::regclass and refobjid = ${table} and refobjsubid = ${column}
    )
    select format('alter table %s drop column %I', attrelid::regclass, attname) as drop,
      array[format('alter table %s add column %I %s generated always as (%s) %s', attrelid::regclass, attname,
        format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid),
        case attgenerated when 's' then 'stored' else 'virtual' end)]
      || array(select pg_get_indexdef(indexrelid) from pg_index where indrelid = attrelid and attnum = any (indkey)) as again
    from dependents join pg_attrdef on pg_attrdef.oid = objid and classid = 'pg_attrdef'::regclass
    join pg_attribute on attrelid = adrelid and attnum = adnum where attgenerated <> ''
    union all
    select format('drop trigger %I on %s', tgname, tgrelid::regclass), array[pg_get_triggerdef(pg_trigger.oid)]
    from dependents join pg_trigger on pg_trigger.oid = objid and classid = 'pg_trigger'::regclass
    where not tgisinternal
    union all
    select format('drop policy %I on %s', polname, polrelid::regclass),
      array[format('create policy %I on %s as %s for %s to %s%s%s', polname, polrelid::regclass, permissive, cmd,
        array_to_string(roles, ', '), ' using (' || qual || ')', ' with check (' || with_check || ')')]
    from dependents join pg_policy on pg_policy.oid = objid and classid = 'pg_policy'::regclass
    join pg_policies on policyname = polname and (schemaname, tablename) = (
      select nspname, relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where pg_class.oid = polrelid)`.execute(tx);
  return rows;
}
