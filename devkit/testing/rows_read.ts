import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";

/**
 * Counts the rows and entries of indexes that PostgreSQL reads for some work, in all its statements and their functions. It counts
 * by itself; a connection tells its counts at once if it is asked to. So the work must use this one connection alone.
 */
export async function rowsRead(db: Database, work: () => Promise<unknown>): Promise<number> {
  const before = await readSoFar(db);
  await work();
  return await readSoFar(db) - before;
}

async function readSoFar(db: Database): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ read: number }>`
    select (
      (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables)
      + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes)
    )::bigint as read`.execute(db);
  return rows[0]!.read;
}
