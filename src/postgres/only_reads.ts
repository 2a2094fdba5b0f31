/** PostgreSQL refuses to write. Source: PostgreSQL 18, appendix A. */
const ONLY_READS = "25006";

const REPLICA =
  "This server is a replica, which only reads. Write the address of its primary into " +
  "DATABASE_URL. Hosts call it primary, writer, read-write or main";

/** Source: supabase.com/docs/guides/platform/database-size, read 2026-11: hosts do so when the disk is full. */
const READ_ONLY =
  "This server is no replica: the setting default_transaction_read_only is on. Some hosts " +
  "set it when the disk is full: make room first. Else look for it with \\drds and SHOW in psql, and reset it";

/** Whether PostgreSQL refused because it only reads. It may write later: a replica is promoted, a disk gets room. */
export function isOnlyReads(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return "code" in error && error.code === ONLY_READS || isOnlyReads(error.cause);
}

/** Adds to such an error, as its hint, why the server only reads and what helps. */
export function hintWhyOnlyReads(error: unknown, { isReplica }: { isReplica: boolean }): void {
  if (isOnlyReads(error)) (error as { hint?: string }).hint ??= isReplica ? REPLICA : READ_ONLY;
}
