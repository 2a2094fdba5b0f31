import { type RawBuilder, sql } from "kysely";
import type { LoggedEvent } from "../domain/mod.ts";
import { pause, retry } from "../std/mod.ts";
import { type Database, isUnavailable } from "../postgres/mod.ts";
import { horizon } from "./horizon.ts";
import { selectEvents } from "./logged_event.ts";
import { openSnapshot } from "./snapshot.ts";

/** The part of the log to read. */
export interface LogSelection {
  /** Only this product; all if absent. */
  readonly productId?: string | undefined;
  /** Only events of these types; all if absent. */
  readonly types?: readonly string[] | undefined;
  /** Only events by this actor, such as `delivery`. `seller` means every `seller:<id>`; all if absent. */
  readonly actor?: string | undefined;
  /** Only events that were recorded at this time or later: ISO 8601 with a zone. */
  readonly since?: string | undefined;
  /** The first position to read; from the start if absent. */
  readonly from?: number | undefined;
  /** Events in one page; 1000 if absent. */
  readonly pageSize?: number;
}

/** Options of {@link followLog}. */
export interface FollowOptions extends LogSelection {
  readonly signal: AbortSignal;
  /** Shortest and longest wait between two looks at the log. It doubles as long as nothing comes. */
  readonly pauseMs?: readonly [number, number];
}

/** Runs a statement that only reads, as often as it takes. */
type Read = <T>(statement: () => Promise<T>) => Promise<T>;

/** Who follows waits while PostgreSQL is away, however long. */
export const PATIENCE = { maxAttempts: Infinity, firstPauseMs: 500, longestPauseMs: 15_000 };

/** Where following began. Every transaction of this database before `transaction` had ended by then. */
export interface Start {
  readonly transaction: string;
  /** The id of the next transaction, and the last position, at that time. */
  readonly next: string;
  readonly position: number;
}

/**
 * How far a follower has come. First it reads what had ended when it began, by position; then what comes, by transaction.
 */
export interface Progress {
  readonly start: Start;
  /** All up to this position, or all of earlier transactions. */
  readonly done: { readonly position: number } | { readonly transaction: string };
}

/** A page, and how far its reader is once it has handled the page. */
export interface Step {
  readonly page: readonly LoggedEvent[];
  readonly progress: Progress;
}

/** Where to go on. */
export type Resume = Progress | {
  /** SQL: the events that a follower has handled on another server. */
  readonly except: RawBuilder<unknown>;
};

/** The events that are in the log now, by position, in pages. */
export async function* readLog(
  db: Database,
  selection: LogSelection = {},
): AsyncGenerator<readonly LoggedEvent[], void> {
  await using snapshot = await openSnapshot(db);
  // A snapshot is gone with its connection.
  yield* pages(snapshot.tx, selection, sql`true`, (statement) => statement());
}

/**
 * The events that are in the log, then those that come, in pages, until told to stop. Each event comes exactly once. An
 * event is read as soon as every earlier transaction of this database has ended, in the order of transactions. So an event
 * that commits late is not missed, although its position is lower than positions that were read before. It waits while
 * PostgreSQL is away.
 */
export async function* followLog(
  db: Database,
  options: FollowOptions,
): AsyncGenerator<readonly LoggedEvent[], void> {
  for await (const { page } of followSteps(db, options)) yield page;
}

/** As {@link followLog}, with how far it has come after each page; it can go on where another run has stopped. */
export async function* followSteps(
  db: Database,
  options: FollowOptions,
  resume?: Resume,
): AsyncGenerator<Step, void> {
  const { signal } = options;
  const read: Read = (statement) =>
    retry(statement, PATIENCE, { isTransient: isUnavailable, signal });
  try {
    for await (const step of follow(db, options, read, resume)) {
      if (signal.aborted) return;
      yield step;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function* follow(
  db: Database,
  options: FollowOptions,
  read: Read,
  resume: Resume | undefined,
): AsyncGenerator<Step, void> {
  const earlier = resume !== undefined && "start" in resume ? resume : undefined;
  const start = earlier?.start ?? await read(() => findStart(db));
  const { done } = earlier ?? { done: { position: -1 } };
  if ("position" in done) {
    const left = resume !== undefined && "except" in resume ? resume.except : sql`false`;
    const ended = sql`(transaction_id < ${start.transaction} or ${
      restored(start)
    }) and not ${left}`;
    const from = Math.max(options.from ?? 0, done.position + 1);
    for await (const page of pages(db, { ...options, from }, ended, read)) {
      yield { page, progress: { start, done: { position: page.at(-1)!.position } } };
    }
  }
  yield* followOn(db, options, read, {
    start,
    done: "transaction" in done ? done : { transaction: start.transaction },
  });
}

/** What comes, by transaction. */
async function* followOn(
  db: Database,
  options: FollowOptions,
  read: Read,
  { start, done }: { readonly start: Start; readonly done: { readonly transaction: string } },
): AsyncGenerator<Step, void> {
  const { signal, pauseMs: [shortest, longest] = [100, 2000] } = options;
  let pauseMs = shortest;
  for (let { transaction } = done; !signal.aborted;) {
    const found = await read(() => findHorizon(db));
    const end = BigInt(found) > BigInt(transaction) ? found : transaction;
    let came = false;
    const range = { start, first: transaction, end };
    for await (const { page, last } of pagesByTransaction(db, options, range, read)) {
      yield { page, progress: { start, done: { transaction: last } } };
      came = true;
    }
    transaction = end;
    pauseMs = came ? shortest : Math.min(pauseMs * 2, longest);
    await pause(pauseMs, signal);
  }
}

/** By position: for a part of the log that does not grow while it is read. */
async function* pages(
  db: Database,
  { from = 0, pageSize = 1000, ...selection }: LogSelection,
  where: RawBuilder<unknown>,
  read: Read,
): AsyncGenerator<readonly LoggedEvent[], void> {
  const ours = sql`${selected(selection)} and ${where}`;
  for (let next = from;;) {
    const bound = sql`${ours} and position >= ${next}`;
    const page = await read(() => selectEvents(db, bound, sql`position`, pageSize));
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    next = page.at(-1)!.position + 1;
  }
}

/** By transaction, then by position. `first` is included, `end` is not. */
async function* pagesByTransaction(
  db: Database,
  { from = 0, pageSize = 1000, ...selection }: LogSelection,
  { start, first, end }: { readonly start: Start; readonly first: string; readonly end: string },
  read: Read,
): AsyncGenerator<{ page: readonly LoggedEvent[]; last: string }, void> {
  if (first === end) return;
  const ours = sql`${selected(selection)} and position >= ${from} and not ${restored(start)}`;
  const within = sql`transaction_id >= ${first} and transaction_id < ${end}`;
  for (let after = sql`true`;;) {
    const bound = sql`${within} and ${ours} and ${after}`;
    const order = sql`transaction_id, position`;
    const page = await read(() => selectEvents(db, bound, order, pageSize));
    const isLast = page.length < pageSize;
    if (page.length === 0) return;
    const { position } = page.at(-1)!;
    // Of the transaction of the last event, more events may follow.
    const last = isLast ? end : await read(() => transactionOf(db, position));
    yield { page, last };
    if (isLast) return;
    after = sql`(transaction_id, position) > (${last}, ${position})`;
  }
}

function selected({ productId, types, actor, since }: LogSelection) {
  const all = [
    ...(productId === undefined ? [] : [sql`product_id = ${productId}`]),
    ...(types === undefined ? [] : [sql`type = any(${types})`]),
    ...(since === undefined ? [] : [sql`recorded_at >= ${since}::timestamptz`]),
    ...(actor === undefined ? [] : [sql`(metadata ->> 'actor' = ${actor}
      or starts_with(metadata ->> 'actor', ${`${actor}:`}))`]),
  ];
  return sql.join([sql`true`, ...all], sql` and `);
}

/**
 * SQL: whether an event was restored from a dump. Its transaction id is of another server, and may be higher than every
 * id that this server has given out so far. Its position is not higher.
 */
export function restored({ next, position }: Start): RawBuilder<unknown> {
  return sql`(transaction_id >= ${next} and position <= ${position})`;
}

async function findStart(db: Database): Promise<Start> {
  const { rows } = await sql<Start>`
    select ${horizon()} as transaction,
      pg_snapshot_xmax(pg_current_snapshot())::text as next,
      (select coalesce(max(position), 0) from image_events) as position`.execute(db);
  return rows[0]!;
}

async function findHorizon(db: Database): Promise<string> {
  const { rows } = await sql<{ transaction: string }>`
    select ${horizon()} as transaction`.execute(db);
  return rows[0]!.transaction;
}

async function transactionOf(db: Database, position: number): Promise<string> {
  const { rows } = await sql<{ transaction: string }>`
    select transaction_id::text as transaction from image_events
    where position = ${position}`.execute(db);
  return rows[0]!.transaction;
}
