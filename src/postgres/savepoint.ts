import { sql } from "kysely";
import type { DatabaseTransaction } from "./database.ts";

/**
 * Does work that may fail in a transaction that goes on. If it fails, all that it has changed is undone. Such work can
 * hold more such work.
 *
 * @throws what the work has thrown.
 */
export async function inSavepoint<T>(tx: DatabaseTransaction, work: () => Promise<T>): Promise<T> {
  await sql`savepoint part`.execute(tx);
  try {
    const result = await work();
    await sql`release savepoint part`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint part`.execute(tx);
    await sql`release savepoint part`.execute(tx);
    throw error;
  }
}
