import type { Socket } from "node:net";
import pg from "pg";
import { DEADLINES } from "../deadlines.ts";
import { VitrineError } from "../errors.ts";
import { describeError, logger, named } from "../log.ts";
import { withinOr } from "../std/mod.ts";
import { connectionOf } from "./address.ts";

/** How long a statement may take, in milliseconds. */
export interface StatementLimits {
  /** Without an answer after this time, the server is asked on another connection whether it works on the statement. */
  readonly askAfterMs: number;
  /** The time for the server to answer this question, with the connection for it. */
  readonly askWithinMs: number;
  /** A statement that the server works on is cancelled after this time; never if absent. */
  readonly longestMs?: number | undefined;
}

/** The connection to PostgreSQL went silent, without a reset. The statement may have had its effect. */
export class ConnectionSilent extends VitrineError {
  override readonly code = "connection_silent";
}

/** A statement that has no answer yet. */
interface Running {
  readonly client: pg.Client;
  readonly startedMs: number;
  /** When the server last said that it works on it, or the start. */
  heardMs: number;
  /** The server did not work on it when it was asked. The statement or its answer may be on the way. */
  quiet: Quiet | undefined;
  isCancelled: boolean;
}

/** A backend that waits for a statement. */
interface Quiet {
  /** That it waits, with the moment since when, or is not there. If this has changed, a statement has come and gone. */
  readonly state: string;
  /** When it was first found so. */
  readonly foundMs: number;
}

const TICK_MS = 500;

/**
 * Finds connections that are silent: the network drops their packets, and TCP would notice after some ten minutes. A slow
 * statement is not silent, however long it takes: the server is asked about its backend on a new connection. The session
 * of a silent connection is ended, because it may hold locks that the repeated statement waits for.
 */
export class SilenceWatch implements AsyncDisposable {
  readonly #url: string;
  readonly #limits: StatementLimits;
  readonly #onSilent: () => void;
  readonly #running = new Set<Running>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #asking: Promise<void> | undefined;

  /** Calls `onSilent` when connections were found silent: those that are idle have gone the same way. */
  constructor(url: string, limits: StatementLimits, onSilent: () => void) {
    this.#url = url;
    this.#limits = limits;
    this.#onSilent = onSilent;
  }

  /** Watches over a statement until it ends. */
  async watch<T>(client: pg.Client, statement: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    const flags = { quiet: undefined, isCancelled: false };
    const running: Running = { client, startedMs, heardMs: startedMs, ...flags };
    this.#running.add(running);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    try {
      return await statement();
    } finally {
      this.#running.delete(running);
      if (this.#running.size === 0) this.#rest();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#rest();
    await this.#asking;
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    if (this.#asking !== undefined) return;
    const now = performance.now();
    const { askAfterMs, longestMs = Infinity } = this.#limits;
    const suspects = [...this.#running].filter((each) =>
      each.quiet !== undefined || now - each.heardMs >= askAfterMs ||
      !each.isCancelled && now - each.startedMs >= longestMs
    );
    if (suspects.length === 0) return;
    this.#asking = this.#ask(suspects).finally(() => this.#asking = undefined);
  }

  async #ask(suspects: readonly Running[]): Promise<void> {
    const { askWithinMs } = this.#limits;
    const client = new pg.Client({
      ...connectionOf(this.#url),
      application_name: "vitrine-watch",
      connectionTimeoutMillis: askWithinMs,
      query_timeout: askWithinMs,
    });
    client.on("error", () => {});
    const closed = closeInTime(client);
    try {
      await client.connect();
      await this.#judge(client, suspects);
    } catch (error) {
      // A server that refuses the connection is there. It says nothing of the statements.
      if (error instanceof pg.DatabaseError) return;
      this.#cut(this.#waiting(suspects), error);
    } finally {
      await withinOr(askWithinMs, client.end().catch(() => {}), undefined);
      socketOf(client).destroy();
      await closed;
    }
  }

  async #judge(asked: pg.Client, suspects: readonly Running[]): Promise<void> {
    const quiet = await quietBackends(asked, suspects.map(({ client }) => pidOf(client)));
    const waiting = this.#waiting(suspects);
    for (const each of waiting) this.#note(each, quiet.get(pidOf(each.client)));
    const now = performance.now();
    const { longestMs = Infinity } = this.#limits;
    for (const each of waiting) {
      if (each.quiet || each.isCancelled || now - each.startedMs < longestMs) continue;
      each.isCancelled = true;
      await asked.query("select pg_cancel_backend($1)", [pidOf(each.client)]);
    }
    const silent = this.#waiting(waiting).filter((each) =>
      each.quiet && now - each.quiet.foundMs >= this.#limits.askAfterMs / 4
    );
    if (silent.length === 0) return;
    await endSessions(asked, silent);
    this.#cut(silent, undefined);
  }

  #waiting(suspects: readonly Running[]): Running[] {
    return suspects.filter((each) => this.#running.has(each));
  }

  /** Notes what the server said: the state of a quiet backend, or undefined if it works. */
  #note(each: Running, state: string | undefined): void {
    const now = performance.now();
    if (state === undefined) {
      each.heardMs = now;
      each.quiet = undefined;
    } else if (state !== each.quiet?.state) each.quiet = { state, foundMs: now };
  }

  #cut(silent: readonly Running[], cause: unknown): void {
    if (silent.length === 0) return;
    const waitedMs = Math.round(performance.now() - Math.min(...silent.map((s) => s.startedMs)));
    const about = named("connection_silent", {
      connections: silent.length,
      waitedMs,
      ...(cause !== undefined && { error: describeError(cause) }),
    });
    const line = "{connections} connections to PostgreSQL are silent; they are given up";
    logger("postgres").warn(line, about);
    const message = `PostgreSQL did not answer within ${waitedMs} ms`;
    for (const { client, quiet } of silent) {
      const seen = quiet === undefined ? "" : `: its backend ${quiet.state}`;
      giveUp(client, new ConnectionSilent(message + seen, { cause }));
    }
    this.#onSilent();
  }
}

/**
 * The backends, of those asked about, that wait for a statement, with their states. One that only is in state `idle` may
 * work: on what other sessions changed in the schema, or on notifications. Where the server does not show what a backend
 * does, only one that is not there.
 */
async function quietBackends(
  asked: pg.Client,
  pids: readonly number[],
): Promise<Map<number, string>> {
  const { rows } = await asked.query<{ pid: number; state: string }>(
    `select asked.pid, coalesce('waits since ' || state_change, 'is not there') as state
     from unnest($1::integer[]) as asked (pid) left join pg_stat_activity as backend using (pid)
     where backend.pid is null or state like 'idle%' and wait_event = 'ClientRead'`,
    [pids],
  );
  return new Map(rows.map(({ pid, state }) => [pid, state]));
}

/** Ends the sessions that wait for a client who never hears of it, with their transactions and locks. */
async function endSessions(asked: pg.Client, silent: readonly Running[]): Promise<void> {
  await asked.query(
    `select pg_terminate_backend(pid)
     from pg_stat_activity join unnest($1::integer[], $2::text[]) as silent (pid, known) using (pid)
     where state like 'idle%' and wait_event = 'ClientRead'
       and 'waits since ' || state_change = known`,
    [silent.map(({ client }) => pidOf(client)), silent.map(({ quiet }) => quiet?.state)],
  );
}

/** Breaks a connection. The statement that runs on it fails with the error, and the pool drops it. */
export function giveUp(client: pg.Client, error: Error): void {
  socketOf(client).destroy(error);
}

/** Closes the socket of a client that was ended, even if the server is silent. Resolves when it is closed. */
export async function closeInTime(client: pg.Client): Promise<void> {
  const socket = socketOf(client);
  const closed = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  socket.once("close", closed.resolve);
  socket.once("finish", () => timer = setTimeout(() => socket.destroy(), DEADLINES.close.ms));
  await closed.promise;
  clearTimeout(timer);
}

/** The types of pg leave these out. */
interface Inside {
  readonly processID: number | null;
  readonly connection: { readonly stream: Socket };
}

function socketOf(client: pg.Client): Socket {
  return (client as unknown as Inside).connection.stream;
}

/** The backends of clients, as the server itself names them. */
const pids = new WeakMap<pg.Client, number>();

/**
 * Notes the backend of a client: its own `pg_backend_pid()`. A pooler before the server tells each client another number
 * at the start of its connection, which may even be that of somebody else's backend.
 */
export function notePid(client: pg.Client, pid: number): void {
  pids.set(client, pid);
}

function pidOf(client: pg.Client): number {
  return pids.get(client) ?? (client as unknown as Inside).processID ?? 0;
}
