import { sql } from "kysely";
import { openJobQueue } from "../../src/jobs/mod.ts";
import { type Database, openDatabase } from "../../src/postgres/database.ts";
import { migrate } from "../../src/postgres/migrate.ts";

/** What a database has at its start: the whole schema, or the tables of the queue as well. */
export type Template = "latest" | "shop";

/** Drawn by chance. One worker at a time makes a template. */
const ONE_AT_A_TIME = sql.lit(2_094_771_361);

/** A copy of a few files takes less than the SQL that filled them, and least if the disk copies them by itself. */
const COPY = sql`set file_copy_method = clone`;

/**
 * Creates a database of this name as a copy of a template. `admin` has one connection; `urlOf` gives the URL of a
 * database of the server.
 *
 * A server makes each template once. One that starts anew makes it anew, from the code of that run.
 */
export async function copyTemplate(
  admin: Database,
  template: Template,
  name: string,
  urlOf: (name: string) => string,
): Promise<void> {
  const from = await nameOf(admin, template);
  if (!await exists(admin, from)) {
    await sql`select pg_advisory_lock(${ONE_AT_A_TIME})`.execute(admin);
    try {
      if (!await exists(admin, from)) await make(admin, template, from, urlOf);
    } finally {
      await sql`select pg_advisory_unlock(${ONE_AT_A_TIME})`.execute(admin);
    }
  }
  await COPY.execute(admin);
  await sql`create database ${sql.id(name)} template ${sql.id(from)} strategy file_copy`.execute(
    admin,
  );
}

async function nameOf(admin: Database, template: Template): Promise<string> {
  const { rows } = await sql<{ started: string }>`
    select (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint::text as started`
    .execute(admin);
  return `template_${template}_${rows[0]!.started}`;
}

async function exists(admin: Database, name: string): Promise<boolean> {
  const { rows } = await sql`select from pg_database where datname = ${name}`.execute(admin);
  return rows.length > 0;
}

/** Under another name first: nobody copies a template that is not finished. */
async function make(
  admin: Database,
  template: Template,
  name: string,
  urlOf: (name: string) => string,
): Promise<void> {
  await dropOld(admin, name.replace(/\d+$/, ""));
  const unfinished = `unfinished_${name}`;
  await sql`drop database if exists ${sql.id(unfinished)}`.execute(admin);
  await sql`create database ${sql.id(unfinished)}`.execute(admin);
  await fill(template, urlOf(unfinished));
  await sql`alter database ${sql.id(unfinished)} rename to ${sql.id(name)}`.execute(admin);
}

/** Drops the templates of earlier servers. */
async function dropOld(admin: Database, prefix: string): Promise<void> {
  const { rows } = await sql<{ datname: string }>`
    select datname from pg_database where starts_with(datname, ${prefix})`.execute(admin);
  for (const { datname } of rows) await sql`drop database ${sql.id(datname)}`.execute(admin);
}

async function fill(template: Template, url: string): Promise<void> {
  await using db = openDatabase({ url, maxConnections: 1 });
  await migrate(db);
  if (template !== "shop") return;
  await using _queue = await openJobQueue({ databaseUrl: url, jobs: [] });
}
