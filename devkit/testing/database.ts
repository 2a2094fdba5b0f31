import { sql } from "kysely";
import { openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { type Database, openDatabase } from "../../src/postgres/database.ts";
import { copyTemplate, type Template } from "./template.ts";
import { HANG_MS } from "./until.ts";

/** One server for all test files. The first one starts it, and the last one stops it. */
export const TEST_POSTGRES: string = new URL("../../data/test/postgres", import.meta.url).pathname;

/** Tests need no durability, so they do not wait for it. */
const settings = {
  max_connections: "400",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
};

/** A long limit, because the server of all tests may be busy. */
const PATIENT = { connectTimeoutMs: HANG_MS };

/** A database of one test, dropped at its end. */
export interface TestDatabase extends AsyncDisposable {
  readonly db: Database;
  /** Its connection URL. */
  readonly url: string;
  /** The SQL of every statement so far, in order. */
  readonly statements: string[];
}

/** Creates a database: empty, with the whole schema, or with the tables of the queue too. */
export async function openTestDatabase(
  { schema = "latest", dir = TEST_POSTGRES }: { schema?: "none" | Template; dir?: string } = {},
): Promise<TestDatabase> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await openEmbeddedPostgres({ dir, settings }));
  const admin = stack.use(openDatabase({ ...PATIENT, url: server.url, maxConnections: 1 }));
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  if (schema === "none") {
    await takeDatabase(admin, name);
    stack.defer(() => giveBack(admin, server.url, name));
  } else {
    await copyTemplate(admin, schema, name, (other) => urlOf(server.url, other));
    stack.defer(() => drop(admin, name));
  }
  const url = urlOf(server.url, name);
  const statements: string[] = [];
  const db = stack.use(
    openDatabase({ ...PATIENT, url, onStatement: (text) => statements.push(text) }),
  );
  const owned = stack.move();
  return { db, url, statements, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A database that a test has emptied is used again: to create one takes ten times as long. */
const IDLE = "idle_";

/** Gives an idle database this name, or creates one. */
async function takeDatabase(admin: Database, name: string): Promise<void> {
  const { rows } = await sql<{ datname: string }>`
    select datname from pg_database where datname like ${`${IDLE}%`} order by random()`.execute(
    admin,
  );
  for (const { datname } of rows) {
    if (await rename(admin, datname, name)) return;
  }
  await sql`create database ${sql.id(name)}`.execute(admin);
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

/** Empties a database for the next test. One that a test has changed by itself is dropped. */
async function giveBack(admin: Database, serverUrl: string, name: string): Promise<void> {
  const isEmpty = !await isAltered(admin, name) && await empty(urlOf(serverUrl, name));
  if (isEmpty && await rename(admin, name, name.replace("test_", IDLE))) return;
  await drop(admin, name);
}

async function drop(admin: Database, name: string): Promise<void> {
  await sql`drop database ${sql.id(name)} with (force)`.execute(admin);
}

/** Whether the database has settings or rights of its own. */
async function isAltered(admin: Database, name: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_database d left join pg_db_role_setting s on s.setdatabase = d.oid
    where datname = ${name} and (datacl is not null or s.setdatabase is not null)`.execute(admin);
  return rows.length > 0;
}

/** Ends all other sessions and drops all schemas. False if it cannot. */
async function empty(url: string): Promise<boolean> {
  await using db = openDatabase({ ...PATIENT, url, maxConnections: 1 });
  try {
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
    const { rows } = await sql<{ nspname: string }>`
      select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`
      .execute(db);
    for (const { nspname } of rows) await sql`drop schema ${sql.id(nspname)} cascade`.execute(db);
    await sql`create schema public`.execute(db);
    return true;
  } catch {
    return false;
  }
}

function urlOf(serverUrl: string, name: string): string {
  return serverUrl.replace(/vitrine$/, name);
}
