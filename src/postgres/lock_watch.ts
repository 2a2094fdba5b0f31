import { sql } from "kysely";
import type { Database, DatabaseTransaction } from "./database.ts";

/** A session that holds a lock which a transaction of ours waits for. */
export interface LockHolder {
  /** For `pg_terminate_backend`. */
  readonly pid: number;
  /** The name that its program gave, such as `psql`; may be empty. */
  readonly program: string;
  readonly role: string;
  /** Such as `idle in transaction`. Null if our role may not see it. */
  readonly state: string | null;
}

/** Called when a transaction has waited for a while, once for each session that it waits for. */
export type OnLockWait = (holder: LockHolder) => void;

/** How often PostgreSQL is asked. It wakes nobody up: most transactions are over before the first time. */
const ASK_EVERY_MS = 1000;

/**
 * Looks who holds the locks that a transaction waits for, on another connection, until disposal. If it cannot look, it says
 * nothing: the transaction itself tells what is wrong.
 */
export async function watchLocks(
  db: Database,
  tx: DatabaseTransaction,
  onWait: OnLockWait,
): Promise<Disposable> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
  const told = new Set<number>();
  const look = async () => {
    for (const holder of await holdersOf(db, rows[0]!.pid)) {
      if (!told.has(holder.pid)) onWait(holder);
      told.add(holder.pid);
    }
  };
  const timer = setInterval(() => look().catch(() => {}), ASK_EVERY_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

async function holdersOf(db: Database, pid: number): Promise<readonly LockHolder[]> {
  const { rows } = await sql<LockHolder>`
    select pid, application_name as program, coalesce(usename, '') as role, state
    from pg_stat_activity
    where pid = any (pg_blocking_pids(${pid}::integer))
    order by pid`.execute(db);
  return rows;
}

/** A line for the operator: who holds the lock, and what helps. */
export function describeLockHolder({ pid, program, role, state }: LockHolder): string {
  const about = [program, `role ${role}`, state ?? ""].filter((each) => each !== "").join(", ");
  return `Waiting for a lock that session ${pid} holds (${about}). Let its program finish. Or end it: ` +
    `select pg_terminate_backend(${pid})`;
}
