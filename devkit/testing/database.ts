import { sql } from "kysely";
import { openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { type Database, openDatabase } from "../../src/postgres/database.ts";
import { migrate } from "../../src/postgres/migrate.ts";
import { HANG_MS } from "./until.ts";

/** One server for all test files. The first one starts it, and the last one stops it. */
export const TEST_POSTGRES: string = new URL("../../data/test/postgres", import.meta.url).pathname;

/** Tests need no durability, so they do not wait for it. */
const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

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

/** Creates a database, empty or with the whole schema. */
export async function openTestDatabase(
  options: { schema?: "none" | "latest"; dir?: string } = {},
): Promise<TestDatabase> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(
    await openEmbeddedPostgres({ dir: options.dir ?? TEST_POSTGRES, settings }),
  );
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const admin = stack.use(openDatabase({ ...PATIENT, url: server.url, maxConnections: 1 }));
  await sql`create database ${sql.id(name)}`.execute(admin);
  stack.defer(async () => {
    await sql`drop database ${sql.id(name)} with (force)`.execute(admin);
  });
  const url = server.url.replace(/vitrine$/, name);
  const statements: string[] = [];
  const db = stack.use(
    openDatabase({ ...PATIENT, url, onStatement: (text) => statements.push(text) }),
  );
  if (options.schema !== "none") await migrate(db);
  const owned = stack.move();
  return { db, url, statements, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
