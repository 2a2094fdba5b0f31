import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { run } from "./run.ts";

/** A view that reads columns whose types change. */
export interface DependentView {
  /** Quoted, with its schema unless the search path finds it. */
  readonly name: string;
  readonly materialized: boolean;
  /** The statements that make it again, with its owner, rights and comments. */
  readonly again: readonly string[];
}

/** The views that read these columns of a table, and the views on these views: the first can be made again first. */
export async function listViews(
  tx: DatabaseTransaction,
  table: number,
  columns: readonly number[],
): Promise<DependentView[]> {
  const { rows } = await sql<{ oid: number; name: string; materialized: boolean }>`
    with recursive found (oid, depth) as (
      select ev_class, 1 from pg_depend join pg_rewrite on pg_rewrite.oid = objid
      where classid = 'pg_rewrite'::regclass and refclassid = 'pg_class'::regclass
        and refobjid = ${table} and refobjsubid = any (${columns}::integer[]) and ev_class <> ${table}
      union
      select ev_class, depth + 1 from found
      join pg_depend on refclassid = 'pg_class'::regclass and refobjid = found.oid
        and classid = 'pg_rewrite'::regclass
      join pg_rewrite on pg_rewrite.oid = objid and ev_class <> found.oid
    )
    select found.oid::integer as oid, found.oid::regclass::text as name, relkind = 'm' as materialized
    from found join pg_class on pg_class.oid = found.oid
    group by found.oid, relkind order by max(depth)`.execute(tx);
  const views: DependentView[] = [];
  for (const { oid, ...view } of rows) views.push({ ...view, again: await statementsOf(tx, oid) });
  return views;
}

/** Drops the views, does the work, and makes the views again. */
export async function withoutViews(
  tx: DatabaseTransaction,
  views: readonly DependentView[],
  work: () => Promise<void>,
): Promise<void> {
  for (const { name, materialized } of views.toReversed()) {
    await run(tx, `drop ${materialized ? "materialized view" : "view"} ${name}`);
  }
  await work();
  for (const { again } of views) {
    for (const statement of again) await run(tx, statement);
  }
}

async function statementsOf(tx: DatabaseTransaction, oid: number): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`
    with view as (
      select *, pg_class.oid::regclass::text as name,
        case relkind when 'm' then 'materialized view' else 'view' end as kind
      from pg_class where oid = ${oid}
    )
    select format('create %s %s%s as %s%s', kind, name, ' with (' || array_to_string(reloptions, ', ') || ')',
      rtrim(pg_get_viewdef(oid), ';'),
      case when relkind = 'm' and not relispopulated then ' with no data' end) as statement from view
    union all
    select format('alter %s %s owner to %I', kind, name, pg_get_userbyid(relowner)) from view
    union all
    select pg_get_indexdef(indexrelid) from view join pg_index on indrelid = view.oid
    union all
    select pg_get_triggerdef(pg_trigger.oid) from view join pg_trigger on tgrelid = view.oid where not tgisinternal
    union all
    select pg_get_ruledef(pg_rewrite.oid) from view join pg_rewrite on ev_class = view.oid where rulename <> '_RETURN'
    union all
    select format('alter view %s alter column %I set default %s', name, attname, pg_get_expr(adbin, adrelid))
    from view join pg_attribute on attrelid = view.oid join pg_attrdef on adrelid = attrelid and adnum = attnum
    union all
    select format('grant %s on %s to %s%s', privilege_type, name,
      case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
      case when is_grantable then ' with grant option' end)
    from view, aclexplode(relacl) where grantee <> relowner
    union all
    select format('grant %s (%I) on %s to %s', privilege_type, attname, name,
      case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end)
    from view join pg_attribute on attrelid = view.oid, aclexplode(attacl) where attacl is not null
    union all
    select format('comment on %s %s is %L', kind, name, obj_description(oid, 'pg_class')) from view
    where obj_description(oid, 'pg_class') is not null
    union all
    select format('comment on column %s.%I is %L', name, attname, col_description(oid, attnum))
    from view join pg_attribute on attrelid = view.oid where col_description(oid, attnum) is not null`
    .execute(tx);
  return rows.map(({ statement }) => statement);
}
