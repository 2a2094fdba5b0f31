import { sql } from "kysely";
import type { Database } from "../../src/postgres/database.ts";

/** One line for each column, constraint, index, trigger, function and view of the public schema, sorted. */
export async function dumpSchema(db: Database): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    with ours as (
      select c.oid, c.relname, c.relkind, c.reloptions from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relname not like 'kysely_%'
    )
    select format('column %s.%s %s%s%s', relname, attname, format_type(atttypid, atttypmod),
      case when attnotnull then ' not null' else '' end,
      coalesce(' = ' || pg_get_expr(adbin, adrelid), '')) as line
    from ours join pg_attribute on attrelid = ours.oid
    left join pg_attrdef on adrelid = ours.oid and adnum = attnum
    where attnum > 0 and not attisdropped and relkind = 'r'
    union all
    select format('constraint %s.%s %s', relname, conname, pg_get_constraintdef(pg_constraint.oid))
    from ours join pg_constraint on conrelid = ours.oid
    union all
    -- PostgreSQL before 18 does not keep them as constraints.
    select format('constraint %s.%s_%s_not_null NOT NULL %I', relname, relname, attname, attname)
    from ours join pg_attribute on attrelid = ours.oid
    where attnum > 0 and not attisdropped and relkind = 'r' and attnotnull
      and current_setting('server_version_num')::integer < 180000
    union all
    select 'index ' || pg_get_indexdef(indexrelid) from ours join pg_index on indrelid = ours.oid
    union all
    select 'trigger ' || pg_get_triggerdef(pg_trigger.oid)
    from ours join pg_trigger on tgrelid = ours.oid where not tgisinternal
    union all
    select format('function %s = %s', oid::regprocedure, md5(prosrc)) from pg_proc
    where pronamespace = 'public'::regnamespace
    union all
    select format('view %s (%s)', relname, string_agg(attname, ', ' order by attnum))
    from ours join pg_attribute on attrelid = ours.oid where relkind = 'v' group by relname
    union all
    select format('options %s %s', relname, reloptions) from ours where reloptions is not null
    order by line
  `.execute(db);
  return rows.map((row) => row.line);
}
