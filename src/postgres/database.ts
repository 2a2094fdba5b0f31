import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import { describeError, logger } from "../log.ts";
import type { Schema } from "./schema.ts";

/** The database, or a transaction in it. */
export type Database = Kysely<Schema>;
/** An open transaction. */
export type DatabaseTransaction = Transaction<Schema>;

/** Options of {@link openDatabase}. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** 10 if absent. */
  readonly maxConnections?: number;
  /** How long a statement waits for a connection, in milliseconds; 10 s if absent. */
  readonly connectTimeoutMs?: number;
  /** Called for each statement with its SQL, never with its values. */
  readonly onStatement?: (sql: string) => void;
}

/** Opens a pool of connections. The first statement makes the first connection. */
export function openDatabase(options: DatabaseOptions): Database & AsyncDisposable {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    application_name: "vitrine",
    // TCP notices a server that vanished silently, although slowly.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  });
  pool.on("error", (error) => {
    logger("postgres").warn("A connection broke: {error}", { error: describeError(error) });
  });
  // The pool listens only to idle connections. Without a listener, a connection that breaks in use would end the
  // process. Its user learns of it by the statement that fails.
  pool.on("connect", (client) => client.on("error", () => {}));
  const database = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    log: (event) => options.onStatement?.(event.query.sql),
  });
  return Object.assign(database, { [Symbol.asyncDispose]: () => database.destroy() });
}

/** Reads int8 as a number: positions, prices and Telegram ids stay below 2^53. */
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
 * Error codes that may pass: of the connection (08), of resources such as disk and memory (53), of a server that starts or
 * stops (57P01–57P05), may only read (25006) or cannot read its files (58030), and of a transaction that was rolled back
 * because of another one (40001, 40P01). Source: PostgreSQL 18, appendix A.
 */
const MAY_PASS = /^(08|53|57P0[1-5]|25006|58030|40001|40P01)/;

/** Whether PostgreSQL is away or cannot work now, so that the same statement may succeed later. */
export function isUnavailable(error: unknown): boolean {
  return isCausedBy(error, (each) => {
    const code = codeOf(each);
    return AWAY.has(code) || MAY_PASS.test(code) ||
      /Connection terminated|connection error and is not queryable|connection has been discarded|timeout exceeded when trying to connect/
        .test(each.message);
  });
}

/**
 * Whether a statement took too long, or waited too long for a lock (57014, 55P03). It may succeed later, or never: do not
 * repeat it for ever.
 */
export function isTimedOut(error: unknown): boolean {
  return isCausedBy(error, (each) => /^(57014|55P03)$/.test(codeOf(each)));
}

function isCausedBy(error: unknown, matches: (error: Error) => boolean): boolean {
  if (!(error instanceof Error)) return false;
  if (matches(error)) return true;
  if (error instanceof AggregateError && error.errors.some((each) => isCausedBy(each, matches))) {
    return true;
  }
  return isCausedBy(error.cause, matches);
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}

/** Returns once PostgreSQL answers. */
export async function ping(db: Database): Promise<void> {
  await sql`select 1`.execute(db);
}
