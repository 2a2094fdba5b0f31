import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import { openPool, type PoolOptions, type WatchedPool } from "./pool.ts";
import { isStalePlan, LOST_NAME } from "./statement_names.ts";
import type { Schema } from "./schema.ts";
import { ConnectionSilent } from "./silence.ts";

/** The database, or a transaction in it. */
export type Database = Kysely<Schema>;
/** An open transaction. */
export type DatabaseTransaction = Transaction<Schema>;

/** Options of {@link openDatabase}. */
export interface DatabaseOptions extends PoolOptions {
  /** Called for each statement with its SQL, never with its values. */
  readonly onStatement?: (sql: string) => void;
}

/** Opens a pool of connections. The first statement makes the first connection. */
export function openDatabase(
  options: DatabaseOptions,
): Database & AsyncDisposable & Pick<WatchedPool, "counts"> {
  const pool = openPool(options);
  const database = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    log: (event) => options.onStatement?.(event.query.sql),
  });
  // Kysely ends the pool only if it was used.
  return Object.assign(database, {
    counts: pool.counts,
    [Symbol.asyncDispose]: async () => {
      await database.destroy();
      await pool.end();
    },
  });
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
    return each instanceof ConnectionSilent || AWAY.has(code) || MAY_PASS.test(code) ||
      LOST_NAME.test(code) || isStalePlan(each) ||
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

/** The server's version, such as `18.4`, and its clock. */
export async function readServer(db: Database): Promise<{ version: string; now: Date }> {
  const { rows: [server] } = await sql<{ version: string; now: Date }>`
    select split_part(current_setting('server_version'), ' ', 1) as version,
      clock_timestamp() as now`.execute(db);
  return server!;
}

/** Asks whether the server writes, before work that would find out only later. @throws if it only reads. */
export async function assertWrites(db: Database): Promise<void> {
  await sql`do $$ begin
    if current_setting('transaction_read_only')::boolean then
      raise exception 'PostgreSQL only reads' using errcode = 'read_only_sql_transaction';
    end if;
  end $$`.execute(db);
}
