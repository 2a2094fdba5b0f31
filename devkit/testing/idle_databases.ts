/**
 * Databases that tests have given back. A later test of the same run gets one, because to create a database makes hundreds
 * of files: that takes ten times as long as to empty one.
 * @module
 */
import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { type Database, openDatabase } from "../../src/postgres/database.ts";
import { restoreContents } from "./contents.ts";
import type { MadeTemplate, UrlOf } from "./template.ts";
import { HANG_MS } from "./until.ts";

/** Gives an idle copy of the template this name. Without a template, an empty database. False if none is idle. */
export async function takeIdle(
  admin: Database,
  template: MadeTemplate | undefined,
  name: string,
): Promise<boolean> {
  const { rows } = await sql<{ datname: string }>`
    select datname from pg_database where starts_with(datname, ${prefixOf(template)})
    order by random()`.execute(admin);
  for (const { datname } of rows) {
    if (await rename(admin, datname, name)) return true;
  }
  return false;
}

/** Empties a database for the next test. One that cannot be emptied is dropped. */
export async function giveBack(
  admin: Database,
  template: MadeTemplate | undefined,
  name: string,
  urlOf: UrlOf,
): Promise<void> {
  const isAsNew = !await hasRights(admin, name) && await restore(urlOf(name), template);
  if (isAsNew && await rename(admin, name, name.replace("test_", prefixOf(template)))) return;
  await sql`drop database ${sql.id(name)} with (force)`.execute(admin);
}

function prefixOf(template: MadeTemplate | undefined): string {
  return `idle_${template?.name ?? "empty"}_`;
}

/** Renames a database. False if another test was quicker, or somebody is still connected. */
async function rename(admin: Database, from: string, to: string): Promise<boolean> {
  try {
    await sql`alter database ${sql.id(from)} rename to ${sql.id(to)}`.execute(admin);
    return true;
  } catch {
    return false;
  }
}

/** Whether the database has settings or rights of its own. */
async function hasRights(admin: Database, name: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_database d left join pg_db_role_setting s on s.setdatabase = d.oid
    where datname = ${name} and (datacl is not null or s.setdatabase is not null)`.execute(admin);
  return rows.length > 0;
}

/** How often a session that is ending is given time for it. */
const LOOKS = 200;
const BETWEEN_LOOKS_MS = 10;

/**
 * Waits for sessions whose clients have left, then ends all others. To end one that is leaving would be an error that its
 * client no longer expects.
 */
async function endSessions(db: Database): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
    if (rows.length === 0) return;
    await setTimeout(BETWEEN_LOOKS_MS);
  }
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
}

/** Empties the database, which nobody else uses then. False if it cannot. */
async function restore(url: string, template: MadeTemplate | undefined): Promise<boolean> {
  await using db = openDatabase({ url, maxConnections: 1, connectTimeoutMs: HANG_MS });
  try {
    await endSessions(db);
    if (template !== undefined) return await restoreContents(db, template.contents);
    await dropAll(db);
    return true;
  } catch {
    return false;
  }
}

async function dropAll(db: Database): Promise<void> {
  const { rows } = await sql<{ nspname: string }>`
    select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`
    .execute(db);
  for (const { nspname } of rows) await sql`drop schema ${sql.id(nspname)} cascade`.execute(db);
  await sql`create schema public`.execute(db);
}
