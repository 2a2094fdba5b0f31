import { type ControlledTransaction, type RawBuilder, sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import type { Schema } from "../../src/postgres/schema.ts";
import { until } from "./until.ts";

/** Locks that another session holds. Disposal releases them: a pool with an open transaction never closes. */
export interface HeldLock extends AsyncDisposable {
  release(): Promise<void>;
}

/** Runs a statement in another session, and holds its locks until they are released. */
export async function holdLock(db: Database, statement: RawBuilder<unknown>): Promise<HeldLock> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = db.transaction().execute(async (tx) => {
    await statement.execute(tx);
    held.resolve();
    await released.promise;
  });
  await Promise.race([held.promise, holding]);
  const release = async () => {
    released.resolve();
    await holding;
  };
  return { release, [Symbol.asyncDispose]: release };
}

/** Opens a transaction. Disposal rolls it back unless it has ended: with an open one, a pool never closes. */
export async function openTransaction(
  db: Database,
): Promise<ControlledTransaction<Schema> & AsyncDisposable> {
  const tx = await db.startTransaction().execute();
  const end = async () => {
    if (!tx.isCommitted && !tx.isRolledBack) await tx.rollback().execute();
  };
  return Object.assign(tx, { [Symbol.asyncDispose]: end });
}

/** Locks a product's row until it is released. Changes of the row wait. */
export function holdRow(db: Database, productId: string): Promise<HeldLock> {
  return holdLock(db, sql`select from products where product_id = ${productId} for update`);
}

/** Sessions of this database that wait for a lock, by their process ids. */
export async function waitingForLock(db: Database): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows.map((row) => row.pid);
}

/** Waits until a session of this database waits for a lock. */
export async function untilWaitingForLock(db: Database): Promise<void> {
  await until("a wait for a lock", async () => (await waitingForLock(db)).length > 0);
}
