import type { Config } from "../../src/config.ts";
import { type Database, openDatabase, pendingMigrations } from "../../src/postgres/mod.ts";

/** Opens the database that is configured, else the embedded one of `deno task start`, and says so on standard error. */
export async function openConfiguredDatabase(
  config: Pick<Config, "databaseUrl" | "dataDir">,
  options: { readonly maxConnections?: number } = {},
): Promise<Database & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const url = config.databaseUrl ?? await embedded(stack, config.dataDir);
  const db = stack.use(openDatabase({ url, maxConnections: options.maxConnections ?? 4 }));
  const parts = stack.move();
  return Object.assign(db, { [Symbol.asyncDispose]: () => parts.disposeAsync() });
}

/** Throws if the schema is not up to date, with what to do. */
export async function assertMigrated(db: Database): Promise<void> {
  const pending = await pendingMigrations(db);
  if (pending.length === 0) return;
  throw new Error(`The schema is not up to date (${pending.join(", ")}): run deno task migrate`);
}

async function embedded(stack: AsyncDisposableStack, dataDir: string): Promise<string> {
  const { openEmbeddedPostgres } = await import("../../src/embedded/postgres.ts");
  const server = stack.use(await openEmbeddedPostgres({ dir: `${dataDir}/postgres` }));
  console.error(`PostgreSQL: embedded, ${server.address} (DATABASE_URL is not set)`);
  return server.url;
}
