import { sql } from "kysely";
import { openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { type Database, migrate, openDatabase } from "../../src/postgres/mod.ts";

/** An embedded PostgreSQL of a benchmark's own, as it comes, durability included. */
export interface BenchDatabase extends AsyncDisposable {
  /** The open database, with the whole schema. */
  readonly db: Database;
  /** A path that the server may write to and read; removed at the end. */
  readonly file: string;
}

/** Opens a database in the server of a folder; it is dropped at the end. */
export async function openBenchDatabase(dir: string): Promise<BenchDatabase> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await openEmbeddedPostgres({ dir }));
  const name = `bench_${crypto.randomUUID().replaceAll("-", "")}`;
  const admin = stack.use(openDatabase({ url: server.url, maxConnections: 1 }));
  await sql`create database ${sql.id(name)}`.execute(admin);
  stack.defer(async () => {
    await sql`drop database ${sql.id(name)} with (force)`.execute(admin);
  });
  const { rows } = await sql<{ data_directory: string }>`show data_directory`.execute(admin);
  const file = `${rows[0]!.data_directory}/${name}.copy`;
  stack.defer(() => Deno.remove(file).catch(() => {}));
  const url = server.url.replace(/vitrine$/, name);
  // One connection: what is measured is one client.
  const db = stack.use(openDatabase({ url, maxConnections: 2 }));
  await migrate(db);
  const parts = stack.move();
  return { db, file, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
