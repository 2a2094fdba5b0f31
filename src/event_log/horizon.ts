import { type RawBuilder, sql } from "kysely";

/**
 * SQL: the lowest id of a transaction that may still append, as text. Every transaction of this database with a lower id
 * has ended.
 *
 * `pg_snapshot_xmin` is lower: it counts the transactions of every database of the server. Those of other databases append
 * nothing here, but one that stays open would hold up all followers. A transaction belongs to the database of the
 * connection that holds its id. Who it belongs to may be unknown, when it has just ended or is prepared: then it counts. So
 * a later answer may be lower than an earlier one, and both are right.
 */
export function horizon(): RawBuilder<string> {
  return sql`coalesce((
    select open.id::text from pg_snapshot_xip(pg_current_snapshot()) as open (id)
    where not exists (
      select from pg_locks as held join pg_stat_activity as holder using (pid)
      where held.locktype = 'transactionid' and held.mode = 'ExclusiveLock' and held.granted
        and held.transactionid = open.id::xid
        and holder.datid <> (select oid from pg_database where datname = current_database())
    ) order by open.id limit 1
  ), pg_snapshot_xmax(pg_current_snapshot())::text)`;
}
