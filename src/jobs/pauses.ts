import type { Database } from "../postgres/mod.ts";
import { selectQueues } from "./boss_tables.ts";

/** A pause of a queue, or of all. */
export interface QueuePause {
  /** Undefined: all queues. */
  readonly queue: string | undefined;
  readonly pausedAt: Date;
  /** Nobody has checked it. */
  readonly pausedBy: string;
}

/** The row that pauses all queues. */
const ALL = "*";

/** The pauses, the oldest first. */
export async function listPauses(db: Database): Promise<QueuePause[]> {
  const rows = await db.selectFrom("queue_pauses").selectAll().orderBy("paused_at").execute();
  return rows.map(({ queue, paused_at: pausedAt, paused_by: pausedBy }) => ({
    queue: queue === ALL ? undefined : queue,
    pausedAt,
    pausedBy,
  }));
}

/** Whether each queue is paused, by itself or with all others. */
export async function pausesByQueue(
  db: Database,
  schema?: string,
): Promise<ReadonlyMap<string, boolean>> {
  const paused = (await listPauses(db)).map(({ queue }) => queue);
  const queues = await selectQueues(db, schema);
  return new Map(
    queues.map((name) => [name, paused.includes(undefined) || paused.includes(name)]),
  );
}

/**
 * Pauses a queue, or all of them if none is named. Within a second, no process starts a job of it any more. Running jobs end.
 * Returns false if it was paused already.
 */
export async function pauseQueue(
  db: Database,
  queue: string | undefined,
  pausedBy: string,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.insertInto("queue_pauses")
    .values({ queue: queue ?? ALL, paused_by: pausedBy })
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Ends a pause. Returns false if there was none. */
export async function resumeQueue(db: Database, queue: string | undefined): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom("queue_pauses")
    .where("queue", "=", queue ?? ALL).executeTakeFirstOrThrow();
  return numDeletedRows === 1n;
}
