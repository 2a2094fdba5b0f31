import { type RawBuilder, sql } from "kysely";
import type { LoggedEvent } from "../domain/mod.ts";
import { pause, retry } from "../std/mod.ts";
import { type Database, isUnavailable } from "../postgres/mod.ts";
import { selectEvents } from "./logged_event.ts";
import { openSnapshot } from "./snapshot.ts";

/** The part of the log to read. */
export interface LogSelection {
  /** Only this product; all if absent. */
  readonly productId?: string | undefined;
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
const PATIENCE = { maxAttempts: Infinity, firstPauseMs: 500, longestPauseMs: 15_000 };

/** Where following began. Every transaction before `transaction` had ended by then. */
interface Start {
  readonly transaction: string;
  /** The id of the next transaction, and the last position, at that time. */
  readonly next: string;
  readonly position: number;
}

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
 * event is read as soon as every earlier transaction has ended, in the order of transactions. So an event that commits
 * late is not missed, although its position is lower than positions that were read before. It waits while PostgreSQL is
 * away.
 */
export async function* followLog(
  db: Database,
  options: FollowOptions,
): AsyncGenerator<readonly LoggedEvent[], void> {
  const { signal } = options;
  const read: Read = (statement) =>
    retry(statement, PATIENCE, { isTransient: isUnavailable, signal });
  try {
    yield* follow(db, options, read);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function* follow(
  db: Database,
  options: FollowOptions,
  read: Read,
): AsyncGenerator<readonly LoggedEvent[], void> {
  const { signal, pauseMs: [shortest, longest] = [100, 2000] } = options;
  const start = await read(() => findStart(db));
  const ended = sql`(transaction_id < ${start.transaction} or ${restored(start)})`;
  for await (const page of pages(db, options, ended, read)) {
    if (signal.aborted) return;
    yield page;
  }
  let pauseMs = shortest;
  for (let { transaction } = start; !signal.aborted;) {
    const horizon = await read(() => findHorizon(db));
    let came = false;
    const range = { start, first: transaction, end: horizon };
    for await (const page of pagesByTransaction(db, options, range, read)) {
      if (signal.aborted) return;
      yield page;
      came = true;
    }
    transaction = horizon;
    pauseMs = came ? shortest : Math.min(pauseMs * 2, longest);
    await pause(pauseMs, signal);
  }
}

/** By position: for a part of the log that does not grow while it is read. */
async function* pages(
  db: Database,
  { productId, from = 0, pageSize = 1000 }: LogSelection,
  where: RawBuilder<unknown>,
  read: Read,
): AsyncGenerator<readonly LoggedEvent[], void> {
  const ours = sql`${ofProduct(productId)} and ${where}`;
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
  { productId, from = 0, pageSize = 1000 }: LogSelection,
  { start, first, end }: { readonly start: Start; readonly first: string; readonly end: string },
  read: Read,
): AsyncGenerator<readonly LoggedEvent[], void> {
  if (first === end) return;
  const ours = sql`${ofProduct(productId)} and position >= ${from} and not ${restored(start)}`;
  const within = sql`transaction_id >= ${first} and transaction_id < ${end}`;
  for (let after = sql`true`;;) {
    const bound = sql`${within} and ${ours} and ${after}`;
    const order = sql`transaction_id, position`;
    const page = await read(() => selectEvents(db, bound, order, pageSize));
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    const { position } = page.at(-1)!;
    after = sql`(transaction_id, position) > (
      (select transaction_id from image_events where position = ${position}), ${position})`;
  }
}

function ofProduct(productId: string | undefined) {
  return productId === undefined ? sql`true` : sql`product_id = ${productId}`;
}

/**
 * SQL: whether an event was restored from a dump. Its transaction id is of another server, and may be higher than every
 * id that this server has given out so far. Its position is not higher.
 */
function restored({ next, position }: Start) {
  return sql`(transaction_id >= ${next} and position <= ${position})`;
}

async function findStart(db: Database): Promise<Start> {
  const { rows } = await sql<Start>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as transaction,
      pg_snapshot_xmax(pg_current_snapshot())::text as next,
      (select coalesce(max(position), 0) from image_events) as position`.execute(db);
  return rows[0]!;
}

async function findHorizon(db: Database): Promise<string> {
  const { rows } = await sql<{ transaction: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as transaction`.execute(db);
  return rows[0]!.transaction;
}
