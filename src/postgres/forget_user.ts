import { sql } from "kysely";
import type { DatabaseTransaction } from "./database.ts";

/**
 * Forgets what the bot remembers of a user: language, username, dialogue, updates that wait, and followers of the user's
 * events. Returns how many rows are gone.
 */
export async function forgetUser(tx: DatabaseTransaction, userId: number): Promise<number> {
  const gone = [
    sql`delete from bot_users where user_id = ${userId}`,
    sql`delete from dialogues where user_id = ${userId}`,
    sql`delete from update_inbox where body::text ~ ${`"(from|chat)": ?\\{"id": ?${userId}[,}]`}`,
    sql`delete from log_checkpoints where selection ->> 'actor' = ${`seller:${userId}`}`,
  ];
  let rows = 0;
  for (const statement of gone) {
    const { numAffectedRows = 0n } = await statement.execute(tx);
    rows += Number(numAffectedRows);
  }
  return rows;
}
