import { sql } from "kysely";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { type Database, openDatabase } from "../../src/postgres/database.ts";
import { giveBack, takeIdle } from "./idle_databases.ts";
import { OUTSIDE_URL } from "./outside_server.ts";
import { copyTemplate, findTemplate, type Template } from "./template.ts";
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

/** The server, which a worker holds until its last test has ended: to ask whether one runs starts two processes. */
let held: (EmbeddedPostgres & AsyncDisposable) | undefined;

Deno.test.beforeAll(async () => {
  if (OUTSIDE_URL === undefined) {
    held = await openEmbeddedPostgres({ dir: TEST_POSTGRES, settings });
  }
});

Deno.test.afterAll(async () => {
  await held?.[Symbol.asyncDispose]();
  held = undefined;
});

/** A long limit, because the server of all tests may be busy. */
const PATIENT = { connectTimeoutMs: HANG_MS };

/** A database of one test. */
export interface TestDatabase extends AsyncDisposable {
  readonly db: Database;
  /** Its connection URL. */
  readonly url: string;
  /** The SQL of every statement so far, in order. */
  readonly statements: string[];
}

/** Arguments of {@link openTestDatabase}. */
export interface TestDatabaseOptions {
  /** Empty, with the whole schema (the default), or with the tables of the queue too. */
  readonly schema?: "none" | Template;
  /** Nobody has used it before, so its tables have no dead rows and no statistics. */
  readonly fresh?: true | undefined;
  /** Folder of the server. */
  readonly dir?: string;
}

/** Opens a database that contains nothing but its schema. */
export async function openTestDatabase(
  { schema = "latest", fresh, dir = TEST_POSTGRES }: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  await using stack = new AsyncDisposableStack();
  const server = await openServer(stack, dir);
  const admin = stack.use(openDatabase({ ...PATIENT, url: server, maxConnections: 1 }));
  const urlOf = (name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const template = schema === "none" ? undefined : await findTemplate(admin, schema, urlOf);
  if (fresh || !await takeIdle(admin, template, name)) {
    if (template !== undefined) await copyTemplate(admin, template, name);
    else await sql`create database ${sql.id(name)}`.execute(admin);
  }
  stack.defer(() => giveBack(admin, template, name, urlOf));
  const url = urlOf(name);
  const statements: string[] = [];
  const db = stack.use(
    openDatabase({ ...PATIENT, url, onStatement: (text) => statements.push(text) }),
  );
  const owned = stack.move();
  return { db, url, statements, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The URL of a database of the server: of the embedded one, unless the environment names another. */
async function openServer(stack: AsyncDisposableStack, dir: string): Promise<string> {
  const known = OUTSIDE_URL ?? held?.url;
  if (known !== undefined && dir === TEST_POSTGRES) return known;
  return stack.use(await openEmbeddedPostgres({ dir, settings })).url;
}
