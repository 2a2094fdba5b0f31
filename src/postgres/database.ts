import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import type { Schema } from "./schema.ts";

/** The database, or a transaction in it. */
export type Database = Kysely<Schema>;
/** A transaction that is open. */
export type DatabaseTransaction = Transaction<Schema>;

/** What {@link openDatabase} needs. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Connections at most. */
  readonly maxConnections?: number;
  /** Called once for each statement, with its SQL and never its values. */
  readonly onStatement?: (sql: string) => void;
  /** Called when a connection that nobody uses breaks; the pool replaces it. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** Opens a pool of connections; the first is made by the first statement. */
export function openDatabase(options: DatabaseOptions): Database & AsyncDisposable {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    application_name: "vitrine",
    types: { getTypeParser },
  });
  pool.on("error", (error) => options.onConnectionLost?.(error));
  // The pool listens to idle connections alone: one that breaks while it is used would end the process. Whoever
  // uses it learns of it by the statement that fails.
  pool.on("connect", (client) => client.on("error", () => {}));
  const database = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    log: (event) => options.onStatement?.(event.query.sql),
  });
  return Object.assign(database, { [Symbol.asyncDispose]: () => database.destroy() });
}

/** int8 and numeric counts as numbers: positions, prices and Telegram ids stay below 2^53. */
function getTypeParser(...[oid, format]: Parameters<typeof pg.types.getTypeParser>) {
  if (oid === pg.types.builtins.INT8 && format !== "binary") return readInteger;
  return pg.types.getTypeParser(oid, format);
}

function readInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`Cannot read the integer ${text}: it is beyond 2^53`);
}

const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
]);

/**
 * Whether an error says that PostgreSQL is away, starting or stopping (SQLSTATE class 08, 57P01–57P03, 53300,
 * 55P04…), so that the same statement may succeed later. Source: PostgreSQL 18, appendix A.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (AWAY.has(code) || /^(08|57P0[1-5]|53300)/.test(code)) return true;
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true;
  if (error.cause !== undefined) return isUnavailable(error.cause);
  return /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/
    .test(error.message);
}

/** Returns if PostgreSQL answers. */
export async function ping(db: Database): Promise<void> {
  await sql`select 1`.execute(db);
}
