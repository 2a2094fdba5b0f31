import { sql } from "kysely";
import { openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { type Database, migrate, openDatabase } from "../../src/postgres/mod.ts";

/** A database for one benchmark, with the server's own durability settings. */
export interface BenchDatabase extends AsyncDisposable {
  /** Its schema is up to date. */
  readonly db: Database;
  /** A path that the server can write and read. Disposal removes the file. */
  readonly file: string;
  /** The database's own URL, for another process. It holds the password. */
  readonly url: string;
  /** The version of the server, and its durability settings. */
  readonly server: string;
}

/** Options of {@link openBenchDatabase}. */
export interface BenchDatabaseOptions {
  /** Its user must be allowed to create databases and read files. An embedded server if absent. */
  readonly url?: string | undefined;
  readonly maxConnections: number;
}

const EMBEDDED = new URL("../../data/bench/postgres", import.meta.url).pathname;

/** Creates a database. Disposal drops it. */
export async function openBenchDatabase(
  { url: given, maxConnections }: BenchDatabaseOptions,
): Promise<BenchDatabase> {
  await using stack = new AsyncDisposableStack();
  const server = given === undefined
    ? stack.use(await openEmbeddedPostgres({ dir: EMBEDDED }))
    : { url: given };
  const name = `bench_${crypto.randomUUID().replaceAll("-", "")}`;
  const admin = stack.use(openDatabase({ url: server.url, maxConnections: 1 }));
  await sql`create database ${sql.id(name)}`.execute(admin);
  stack.defer(async () => {
    await sql`drop database ${sql.id(name)} with (force)`.execute(admin);
  });
  const { dataFolder, server: version } = await describeServer(admin);
  const file = `${dataFolder}/${name}.copy`;
  stack.defer(() => Deno.remove(file).catch(() => {}));
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const db = stack.use(openDatabase({ url: url.href, maxConnections }));
  await migrate(db);
  const parts = stack.move();
  return {
    db,
    file,
    url: url.href,
    server: version,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function describeServer(db: Database) {
  const { rows } = await sql<{ dataFolder: string; server: string }>`
    select current_setting('data_directory') as "dataFolder",
      current_setting('server_version') || ' (fsync ' || current_setting('fsync') ||
        ', synchronous_commit ' || current_setting('synchronous_commit') || ')' as server
  `.execute(db);
  return rows[0]!;
}
