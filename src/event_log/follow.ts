import { type RawBuilder, sql } from "kysely";
import type { LoggedEvent } from "../domain/mod.ts";
import { pause } from "../std/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { selectEvents } from "./logged_event.ts";
import { openSnapshot } from "./snapshot.ts";

/** Which part of the log is read. */
export interface LogSelection {
  /** This product alone. */
  readonly productId?: string | undefined;
  /** Nothing before this position. */
  readonly from?: number | undefined;
  /** Events in one page; 1000 if absent. */
  readonly pageSize?: number;
}

/** How the log is followed. */
export interface FollowOptions extends LogSelection {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Milliseconds between two looks at the log: doubled up to the second as long as nothing comes. */
  readonly pauseMs?: readonly [number, number];
}

/** Where following began, and how far it is: every event of a transaction before `transaction` was read. */
interface Start {
  readonly transaction: string;
  /** The transaction that would have come next, and the last position then. */
  readonly next: string;
  readonly position: number;
}

/** The events that are in the log now, by position, page by page. */
export async function* readLog(
  db: Database,
  selection: LogSelection = {},
): AsyncGenerator<readonly LoggedEvent[], void> {
  await using snapshot = await openSnapshot(db);
  yield* pages(snapshot.tx, selection, sql`true`);
}

/**
 * The events that are in the log, then those that come, page by page, until told to stop. None is left out and none
 * comes twice: an event is read once every transaction that began before its own has ended, in the order of
 * transactions. So an event that commits late, with an earlier position than what was read before, is still to come.
 */
export async function* followLog(
  db: Database,
  options: FollowOptions,
): AsyncGenerator<readonly LoggedEvent[], void> {
  const { signal, pauseMs: [shortest, longest] = [100, 2000] } = options;
  const start = await findStart(db);
  const ended = sql`(transaction_id < ${start.transaction} or ${restored(start)})`;
  for await (const page of pages(db, options, ended)) {
    if (signal.aborted) return;
    yield page;
  }
  let pauseMs = shortest;
  for (let { transaction } = start; !signal.aborted;) {
    const horizon = await findHorizon(db);
    let came = false;
    for await (const page of pagesByTransaction(db, options, start, transaction, horizon)) {
      if (signal.aborted) return;
      yield page;
      came = true;
    }
    transaction = horizon;
    pauseMs = came ? shortest : Math.min(pauseMs * 2, longest);
    await pause(pauseMs, signal);
  }
}

/** By position: for what cannot grow any more while it is read. */
async function* pages(
  db: Database,
  { productId, from = 0, pageSize = 1000 }: LogSelection,
  where: RawBuilder<unknown>,
): AsyncGenerator<readonly LoggedEvent[], void> {
  const ours = sql`${ofProduct(productId)} and ${where}`;
  for (let next = from;;) {
    const bound = sql`${ours} and position >= ${next}`;
    const page = await selectEvents(db, bound, sql`position`, pageSize);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    next = page.at(-1)!.position + 1;
  }
}

/** By transaction, then position: those from one transaction up to, and without, another. */
async function* pagesByTransaction(
  db: Database,
  { productId, from = 0, pageSize = 1000 }: LogSelection,
  start: Start,
  first: string,
  end: string,
): AsyncGenerator<readonly LoggedEvent[], void> {
  if (first === end) return;
  const ours = sql`${ofProduct(productId)} and position >= ${from} and not ${restored(start)}`;
  const within = sql`transaction_id >= ${first} and transaction_id < ${end}`;
  for (let after = sql`true`;;) {
    const bound = sql`${within} and ${ours} and ${after}`;
    const page = await selectEvents(db, bound, sql`transaction_id, position`, pageSize);
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
 * A log that was dumped and restored holds transaction ids of the server it came from: they may lie ahead of what
 * this server has given out, but then their positions do not.
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
