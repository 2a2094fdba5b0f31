import { sql } from "kysely";
import type { Database } from "./database.ts";

/** The rights on tables that the shop needs to run. It needs more to change the schema. */
const ON_TABLES: Readonly<Record<string, readonly string[]>> = {
  products: ["select", "insert", "update"],
  image_events: ["select", "insert"],
  image_projection_target: ["select", "insert", "update"],
  image_drift: ["select"],
  reconcile_runs: ["select", "insert"],
  check_runs: ["select", "insert", "delete"],
  check_states: ["select", "insert", "update"],
  shown_pictures: ["select", "insert", "update", "delete"],
  log_checkpoints: ["select", "insert", "update"],
  product_views: ["select", "insert", "update", "delete"],
  public_urls: ["select", "insert"],
  warm_up_products: ["select", "insert", "delete"],
  imported_products: ["select", "insert", "update", "delete"],
  titles_on_sale: ["select"],
  bot_users: ["select", "insert", "update"],
  dialogues: ["select", "insert", "update", "delete"],
  handled_updates: ["select", "insert", "update", "delete"],
  update_inbox: ["select", "insert", "update", "delete"],
  operator_actions: ["select", "insert", "update"],
  queue_pauses: ["select", "insert", "delete"],
  kysely_migration: ["select"],
  kysely_migration_lock: ["select"],
};

/** The functions that the shop calls. */
const FUNCTIONS = [
  "all_titles_with",
  "append_image_events",
  "find_image_drift",
  "image_projection",
  "known_image_events",
  "may_name_others",
  "on_sale_as",
  "pictures_in_order",
  "product_id_hash",
  "project_product_images",
  "projected_image_event",
  "replay_image_page",
  "replay_one_product",
  "search_titles",
  "searched_title",
  "title_terms",
  "titles_with",
];

/** What the role of the connection may not do, and the statement of an owner that allows it. */
export interface MissingRight {
  /** Such as `insert on image_events`. */
  readonly right: string;
  readonly statement: string;
}

/** A line for each right that the shop needs to run, with the statement that helps. */
export function describeMissingRights(missing: readonly MissingRight[]): string[] {
  return missing.map(({ right, statement }) =>
    `The role of DATABASE_URL may not ${right}, which it needs to run the shop. The owner can allow it: ${statement};`
  );
}

/** The rights that the role of the connection needs to run the shop and does not have, as far as its tables exist. */
export async function missingToRun(db: Database, queueSchema = "pgboss"): Promise<MissingRight[]> {
  return [
    ...await missingOnSchema(db),
    ...await missingOnTables(db),
    ...await missingOnFunctions(db),
    ...await missingForQueue(db, queueSchema),
  ];
}

/** Without any schema that the role may use, all tables seem to be missing. */
async function missingOnSchema(db: Database): Promise<MissingRight[]> {
  const { rows } = await sql<MissingRight>`
    select 'use the schema public' as "right",
      format('grant usage on schema public to %I', current_user) as statement
    where current_schema() is null and to_regnamespace('public') is not null`.execute(db);
  return rows;
}

/** The rights that the role of the connection needs to apply migrations and does not have. */
export async function missingToMigrate(db: Database): Promise<MissingRight[]> {
  const { rows } = await sql<MissingRight>`
    -- Without a current schema, the search_path names schemas that are not there, or that the role may not use.
    with named as (
      select trim(both ' "' from name) as name, place
      from unnest(string_to_array(current_setting('search_path'), ',')) with ordinality t (name, place)
    ), wanted as (
      select n.name, to_regnamespace(quote_ident(n.name)) is not null as is_there
      from named n where n.name not in ('$user', '')
      order by is_there desc, n.place limit 1
    )
    select format('create tables in the schema %I', coalesce(current_schema(), wanted.name, 'public'))
        || case when not is_there then ', which is not there' else '' end as "right",
      case when not is_there then format('create schema %I authorization %I', wanted.name, current_user)
      else format('grant usage, create on schema %I to %I', coalesce(current_schema(), wanted.name, 'public'), current_user)
      end as statement
    from (select) as one left join wanted on current_schema() is null
    where not coalesce(has_schema_privilege(current_schema(), 'create'), false)
    union all
    -- A role that owns nothing may not alter a table, whatever was granted to it.
    select format('own the table %s', oid::regclass),
      format('alter table %s owner to %I', oid::regclass, current_user)
    from pg_class
    where oid in (to_regclass('products'), to_regclass('image_events'))
      and not pg_has_role(relowner, 'usage')`.execute(db);
  return rows;
}

async function missingOnTables(db: Database): Promise<MissingRight[]> {
  const wanted = Object.entries(ON_TABLES).flatMap(([name, rights]) =>
    rights.map((right) => ({ name, right }))
  );
  const { rows } = await sql<MissingRight>`
    select string_agg(w.right, ', ' order by w.right) || ' on ' || w.name as "right",
      format('grant %s on %s to %I', string_agg(w.right, ', ' order by w.right), to_regclass(w.name), current_user)
        as statement
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) w (name text, "right" text)
    where to_regclass(w.name) is not null and not has_table_privilege(to_regclass(w.name), w.right)
    group by w.name order by w.name`.execute(db);
  return rows;
}

async function missingOnFunctions(db: Database): Promise<MissingRight[]> {
  const { rows } = await sql<MissingRight>`
    select 'execute on ' || oid::regprocedure as "right",
      format('grant execute on function %s to %I', oid::regprocedure, current_user) as statement
    from pg_proc
    where proname = any(${FUNCTIONS}) and pronamespace = current_schema()::regnamespace
      and not has_function_privilege(oid, 'execute')
    order by 1`.execute(db);
  return rows;
}

/** pg-boss makes its schema at its first start. Later it needs what is in it. */
async function missingForQueue(db: Database, schema: string): Promise<MissingRight[]> {
  const { rows } = await sql<MissingRight>`
    select format('create in the database %I', current_database()) as "right",
      format('grant create on database %I to %I', current_database(), current_user) as statement
    where to_regnamespace(quote_ident(${schema})) is null
      and not has_database_privilege(current_database(), 'create')
    union all
    select format('usage of the schema %I', nspname),
      format('grant usage on schema %I to %I', nspname, current_user)
    from pg_namespace
    where nspname = ${schema} and not has_schema_privilege(oid, 'usage')
    union all
    select format('select, insert, update, delete on the tables of %I', ${schema}::text),
      format('grant select, insert, update, delete on all tables in schema %I to %I', ${schema}::text, current_user)
    where exists (
      select from pg_class
      where relnamespace = to_regnamespace(quote_ident(${schema})) and relkind in ('r', 'p')
        and not (has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
          and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete')))`.execute(
    db,
  );
  return rows;
}
