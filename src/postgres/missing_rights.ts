import { sql } from "kysely";
import type { Database } from "./database.ts";
import { pendingMigrations } from "./migrate.ts";

/** The rights on tables that the shop needs to run. It needs more to change the schema. */
const ON_TABLES: Readonly<Record<string, readonly string[]>> = {
  products: ["select", "insert", "update"],
  image_events: ["select", "insert"],
  image_projection_target: ["select", "insert", "update"],
  image_drift: ["select"],
  reconcile_runs: ["select", "insert"],
  bot_users: ["select", "insert", "update"],
  dialogues: ["select", "insert", "update", "delete"],
  handled_updates: ["select", "insert", "update", "delete"],
  kysely_migration: ["select"],
  kysely_migration_lock: ["select"],
};

/** The functions that the shop calls. */
const FUNCTIONS = [
  "append_image_events",
  "image_projection",
  "project_product_images",
  "projected_image_event",
  "replay_one_product",
  "replay_product_images",
];

/** What the role of the connection may not do, and the statement of an owner that allows it. */
export interface MissingRight {
  /** Such as `insert on image_events`. */
  readonly right: string;
  readonly statement: string;
}

/** The rights that a role needs and does not have. */
export interface MissingRights {
  /** To apply the missing migrations; none if no migration is missing. */
  readonly toMigrate: readonly MissingRight[];
  /** To run the shop, as far as its tables exist. */
  readonly toRun: readonly MissingRight[];
}

/** A line for each missing right, with the statement that helps. */
export function describeMissingRights({ toMigrate, toRun }: MissingRights): string[] {
  const line = (needs: string) => ({ right, statement }: MissingRight) =>
    `The role of DATABASE_URL may not ${right}, which it needs to ${needs}. The owner can allow it: ${statement};`;
  return [...toMigrate.map(line("change the schema")), ...toRun.map(line("run the shop"))];
}

/** Asks PostgreSQL which rights the role of the connection needs and does not have. */
export async function missingRights(db: Database): Promise<MissingRights> {
  const toRun = [
    ...await missingOnSchema(db),
    ...await missingOnTables(db),
    ...await missingOnFunctions(db),
    ...await missingForQueue(db),
  ];
  // Only who may read this table knows which migrations are missing.
  const isBlind = toRun.some(({ right }) => right.endsWith(" on kysely_migration"));
  const isPending = !isBlind && (await pendingMigrations(db)).length > 0;
  return { toMigrate: isPending ? await missingToMigrate(db) : [], toRun };
}

/** Without any schema that the role may use, all tables seem to be missing. */
async function missingOnSchema(db: Database): Promise<MissingRight[]> {
  const { rows } = await sql<MissingRight>`
    select 'use the schema public' as "right",
      format('grant usage on schema public to %I', current_user) as statement
    where current_schema() is null and to_regnamespace('public') is not null`.execute(db);
  return rows;
}

async function missingToMigrate(db: Database): Promise<MissingRight[]> {
  const { rows } = await sql<MissingRight>`
    select format('create in the schema %I', current_schema()) as "right",
      format('grant create on schema %I to %I', current_schema(), current_user) as statement
    where current_schema() is not null and not has_schema_privilege(current_schema(), 'create')
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
async function missingForQueue(db: Database): Promise<MissingRight[]> {
  const { rows } = await sql<MissingRight>`
    select format('create in the database %I', current_database()) as "right",
      format('grant create on database %I to %I', current_database(), current_user) as statement
    where to_regnamespace('pgboss') is null and not has_database_privilege(current_database(), 'create')
    union all
    select 'usage of the schema pgboss', format('grant usage on schema pgboss to %I', current_user)
    from pg_namespace
    where nspname = 'pgboss' and not has_schema_privilege(oid, 'usage')
    union all
    select 'select, insert, update, delete on the tables of pgboss',
      format('grant select, insert, update, delete on all tables in schema pgboss to %I', current_user)
    where exists (
      select from pg_class
      where relnamespace = to_regnamespace('pgboss') and relkind in ('r', 'p')
        and not (has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
          and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete')))`.execute(
    db,
  );
  return rows;
}
