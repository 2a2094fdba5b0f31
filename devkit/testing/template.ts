import { sql } from "kysely";
import { openJobQueue } from "../../src/jobs/mod.ts";
import { type Database, openDatabase } from "../../src/postgres/database.ts";
import { migrate, MIGRATIONS } from "../../src/postgres/migrate.ts";
import { type Contents, contentsOf } from "./contents.ts";
import { OUTSIDE_URL } from "./outside_server.ts";

/** What a database has at its start: the whole schema, or the tables of the queue as well. */
export type Template = "latest" | "shop";

/** A database that tests get copies of. */
export interface MadeTemplate {
  /** Name of the database. */
  readonly name: string;
  /** What its copies contain. */
  readonly contents: Contents;
}

/** The URL of a database of the server, by its name. */
export type UrlOf = (name: string) => string;

/** It names the version of pg-boss, which makes the tables of the queue. */
const QUEUE_VERSION = new URL("../../deno.json", import.meta.url);

/** Drawn by chance. One worker at a time makes a template. */
const ONE_AT_A_TIME = sql.lit(2_094_771_361);

/**
 * A copy of a few files takes less than the SQL that filled them, and least if the disk copies them by itself. PostgreSQL
 * before 18 does not know the setting.
 */
const COPY = sql`
  select set_config('file_copy_method', 'clone', false)
  where current_setting('server_version_num')::integer >= 180000`;

/** By name: a worker asks the server once. */
const known = new Map<string, MadeTemplate>();

/**
 * Finds a template, or makes it. `admin` has one connection.
 *
 * A server makes each template once. One that starts anew makes it anew, from the code of that run.
 */
export async function findTemplate(
  admin: Database,
  template: Template,
  urlOf: UrlOf,
): Promise<MadeTemplate> {
  const name = await nameOf(admin, template);
  const made = known.get(name) ?? await read(admin, name) ??
    await makeAlone(admin, template, name, urlOf);
  known.set(name, made);
  return made;
}

/** Creates a database of this name as a copy of a template. */
export async function copyTemplate(
  admin: Database,
  template: MadeTemplate,
  name: string,
): Promise<void> {
  await COPY.execute(admin);
  await sql`
    create database ${sql.id(name)} template ${sql.id(template.name)} strategy file_copy`
    .execute(admin);
}

async function nameOf(admin: Database, template: Template): Promise<string> {
  const { rows } = await sql<{ started: string }>`
    select (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint::text as started`
    .execute(admin);
  return `template_${template}_${rows[0]!.started}${await versionOf()}`;
}

/** A server that is not ours goes on from one run to the next. A changed schema gets a template of its own. */
async function versionOf(): Promise<string> {
  if (OUTSIDE_URL === undefined) return "";
  const names = (await Array.fromAsync(Deno.readDir(MIGRATIONS))).map(({ name }) => name).sort();
  const files = [...names.map((name) => new URL(name, MIGRATIONS)), QUEUE_VERSION];
  const text = (await Promise.all(files.map((file) => Deno.readTextFile(file)))).join("\0");
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `_${new Uint8Array(hash).toHex().slice(0, 12)}`;
}

/** The contents of a template are kept as the comment on it, so all workers know them. */
async function read(admin: Database, name: string): Promise<MadeTemplate | undefined> {
  const { rows } = await sql<{ contents: string }>`
    select shobj_description(oid, 'pg_database') as contents
    from pg_database where datname = ${name}`.execute(admin);
  return rows[0] && { name, contents: JSON.parse(rows[0].contents) };
}

async function makeAlone(
  admin: Database,
  template: Template,
  name: string,
  urlOf: UrlOf,
): Promise<MadeTemplate> {
  await sql`select pg_advisory_lock(${ONE_AT_A_TIME})`.execute(admin);
  try {
    return await read(admin, name) ?? await make(admin, template, name, urlOf);
  } finally {
    await sql`select pg_advisory_unlock(${ONE_AT_A_TIME})`.execute(admin);
  }
}

/** Under another name first: nobody copies a template that is not finished. */
async function make(
  admin: Database,
  template: Template,
  name: string,
  urlOf: UrlOf,
): Promise<MadeTemplate> {
  await dropOld(admin, template);
  const unfinished = `unfinished_${name}`;
  await sql`drop database if exists ${sql.id(unfinished)}`.execute(admin);
  await sql`create database ${sql.id(unfinished)}`.execute(admin);
  const contents = await fill(template, urlOf(unfinished));
  await sql`comment on database ${sql.id(unfinished)} is ${sql.lit(JSON.stringify(contents))}`
    .execute(admin);
  await sql`alter database ${sql.id(unfinished)} rename to ${sql.id(name)}`.execute(admin);
  return { name, contents };
}

/** Drops the templates of earlier servers and their copies. */
async function dropOld(admin: Database, template: Template): Promise<void> {
  const { rows } = await sql<{ datname: string }>`
    select datname from pg_database
    where starts_with(datname, ${`template_${template}_`})
      or starts_with(datname, ${`idle_template_${template}_`})`.execute(admin);
  for (const { datname } of rows) await sql`drop database ${sql.id(datname)}`.execute(admin);
}

async function fill(template: Template, url: string): Promise<Contents> {
  await using db = openDatabase({ url, maxConnections: 1 });
  await migrate(db);
  if (template === "shop") await makeQueue(url);
  return await contentsOf(db);
}

async function makeQueue(databaseUrl: string): Promise<void> {
  await using _queue = await openJobQueue({ databaseUrl, jobs: [] });
}
