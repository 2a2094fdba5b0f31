import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import { DEADLINES } from "../deadlines.ts";
import { describeError, logger } from "../log.ts";
import { connectionOf } from "./address.ts";
import { traced, tracing } from "../traces.ts";
import { hintWhyOnlyReads } from "./only_reads.ts";
import { Sender } from "./statement_names.ts";
import {
  closeInTime,
  ConnectionSilent,
  giveUp,
  notePid,
  SilenceWatch,
  type StatementLimits,
} from "./silence.ts";

/** Options of {@link openPool}. */
export interface PoolOptions {
  /** `postgres://user:password@host:port/database`, with its TLS as {@link connectionOf} reads it. */
  readonly url: string;
  /** The name of the connections in `pg_stat_activity`; `vitrine` if absent. */
  readonly name?: string;
  /** 10 if absent. */
  readonly maxConnections?: number;
  /** How long a connection beyond those that stay may be idle, in milliseconds; 5 minutes if absent. */
  readonly idleMs?: number;
  /** How long a statement waits for a connection, in milliseconds; 10 s if absent. */
  readonly connectTimeoutMs?: number;
  /** Those of {@link DEADLINES} if absent; without a longest time. */
  readonly limits?: Partial<StatementLimits>;
}

/** A pool whose connections never stay silent. */
export interface WatchedPool extends PostgresPool {
  /** Runs one statement on any connection. pg gives a list of results for more than one statement. */
  query(text: string, values?: readonly unknown[]): Promise<unknown>;
  /** Connections that are open and idle, and statements that wait for one. */
  counts(): { readonly total: number; readonly idle: number; readonly waiting: number };
  /** Ends it, when the statements that run have ended. A second call does nothing. */
  end(): Promise<void>;
}

const STATEMENT_LIMITS: StatementLimits = {
  askAfterMs: DEADLINES.silence.ms,
  askWithinMs: DEADLINES.question.ms,
};

/** Opens a pool. The first statement makes the first connection. */
export function openPool(options: PoolOptions): WatchedPool {
  const idle = new Set<pg.PoolClient>();
  /** Resolve when the connections that are open are closed. */
  const open = new Set<Promise<void>>();
  const limits = { ...STATEMENT_LIMITS, ...options.limits };
  const watch = new SilenceWatch(options.url, limits, () => {
    for (const client of idle) giveUp(client, new ConnectionSilent("another connection is silent"));
  });
  const ofReplica = new WeakSet<pg.ClientBase>();
  const pool = newPool(options, async (client) => {
    const begin = () => client.query<{ pid: number; isReplica: boolean }>(BEGIN);
    const { rows } = await watch.watch(client as pg.Client, begin);
    notePid(client as pg.Client, rows[0]!.pid);
    if (rows[0]!.isReplica) ofReplica.add(client);
  });
  pool.on("connect", (client) => {
    // The pool listens only to idle connections. Without a listener, a connection that breaks in use would end the
    // process. Its user learns of it by the statement that fails.
    client.on("error", () => {});
    const closed = closeInTime(client).then(() => void open.delete(closed));
    open.add(closed);
  });
  pool.on("acquire", (client) => idle.delete(client));
  pool.on("release", (_error, client) => idle.add(client));
  pool.on("remove", (client) => idle.delete(client));
  const watched = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const sender = new Sender();
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect();
    const known = watched.get(client) ??
      watchedClient(client, watch, sender, ofReplica.has(client));
    watched.set(client, known);
    return known;
  };
  let ended: Promise<void> | undefined;
  const close = async () => {
    await pool.end();
    await watch[Symbol.asyncDispose]();
    await Promise.all(open);
  };
  return {
    options: pool.options,
    connect,
    query: async (text, values = []) => {
      if (ended !== undefined) throw new Error("Cannot query PostgreSQL: the pool is closed");
      const client = await connect();
      try {
        return await client.query(text, values);
      } finally {
        client.release();
      }
    },
    counts: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    end: () => ended ??= close(),
  };
}

/**
 * PostgreSQL notices within a minute that the machine of a client is gone, and frees the locks of its session. By its own
 * settings it takes two hours.
 */
const BEGIN = `
  select set_config('tcp_keepalives_idle', '30', false),
    set_config('tcp_keepalives_interval', '10', false),
    set_config('tcp_keepalives_count', '3', false),
    set_config('tcp_user_timeout', '60000', false),
    pg_backend_pid() as pid, pg_is_in_recovery() as "isReplica"`;

/** Connections that stay open while nothing happens: a new one connects, reads catalogues and plans at its first call. */
const WARM_CONNECTIONS = 4;

/** How long further ones stay. pg closes them after 10 s, which is between two visits of a small shop. */
const IDLE_MS = 300_000;

function newPool(
  { url, name = "vitrine", maxConnections, idleMs, connectTimeoutMs }: PoolOptions,
  onConnect: (client: pg.ClientBase) => Promise<void>,
): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOf(url),
    max: maxConnections ?? 10,
    min: Math.min(WARM_CONNECTIONS, maxConnections ?? 10),
    idleTimeoutMillis: idleMs ?? IDLE_MS,
    connectionTimeoutMillis: connectTimeoutMs ?? DEADLINES.connect.ms,
    application_name: name,
    onConnect,
    // TCP notices a server that vanished silently while a connection is idle, although slowly.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  });
  pool.on("error", (error) => {
    logger("postgres").warn("A connection broke: {error}", { error: describeError(error) });
  });
  return pool;
}

function watchedClient(
  client: pg.PoolClient,
  watch: SilenceWatch,
  sender: Sender,
  isReplica: boolean,
): PostgresPoolClient {
  const send = async (text: string, values: unknown[]) => {
    try {
      return await sender.send(client, text, values);
    } catch (error) {
      hintWhyOnlyReads(error, { isReplica });
      throw error;
    }
  };
  return {
    // Kysely's other form takes a cursor, which nobody here uses.
    query: ((text: string, values: unknown[]) =>
      tracedStatement(
        text,
        () => watch.watch(client as unknown as pg.Client, () => send(text, values)),
      )) as never,
    release: (destroy) => client.release(destroy),
  };
}

/** Traces a statement, without its values. */
function tracedStatement<T>(text: string, run: () => Promise<T>): Promise<T> {
  if (tracing() === "off") return run();
  const about = { "db.system.name": "postgresql", "db.query.text": text };
  return traced(`SQL ${/[a-z]+/i.exec(text)?.[0].toLowerCase()}`, about, run);
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
