import type { Config } from "../../src/config.ts";
import { type Database, openDatabase, pendingMigrations } from "../../src/postgres/mod.ts";
import { printNote } from "./lines.ts";

/** Closes the embedded servers that this process has opened. */
const embedded = new Set<() => PromiseLike<void>>();

/** Closes all embedded servers that this process has opened, in the middle of what they do. */
export async function closeEmbeddedServers(): Promise<void> {
  await Promise.allSettled([...embedded].map((close) => close()));
}

/** Opens the database of `DATABASE_URL`. Without it, opens the embedded one and says so on standard error. */
export async function openConfiguredDatabase(
  config: Pick<Config, "databaseUrl" | "dataDir">,
  options: { readonly maxConnections?: number } = {},
): Promise<Database & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const url = config.databaseUrl ?? await openEmbedded(stack, config.dataDir);
  const db = stack.use(openDatabase({ url, maxConnections: options.maxConnections ?? 4 }));
  const parts = stack.move();
  return Object.assign(db, { [Symbol.asyncDispose]: () => parts.disposeAsync() });
}

/**
 * Checks the schema.
 *
 * @throws {Error} when migrations are missing. Its message says what to do.
 */
export async function assertMigrated(db: Database): Promise<void> {
  const pending = await pendingMigrations(db);
  if (pending.length === 0) return;
  throw new Error(
    `The schema is not up to date: run deno task migrate (missing: ${pending.join(", ")})`,
  );
}

async function openEmbedded(stack: AsyncDisposableStack, dataDir: string): Promise<string> {
  const { openEmbeddedPostgres } = await import("../../src/embedded/postgres.ts");
  const server = await openEmbeddedPostgres({ dir: `${dataDir}/postgres` });
  let closing: PromiseLike<void> | undefined;
  const close = () => closing ??= server[Symbol.asyncDispose]();
  embedded.add(close);
  stack.defer(close);
  printNote(`PostgreSQL: embedded, ${server.address} (DATABASE_URL not set)`);
  return server.url;
}
