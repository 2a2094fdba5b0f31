import { sql } from "kysely";
import type { LocalTelegram } from "@vitrine/local-telegram";
import { type Database, isUnavailable } from "../../src/postgres/mod.ts";
import { until } from "./until.ts";

/**
 * A local Telegram whose `waitForIdle` waits for the inbox too. Telegram forgets an update when the shop has saved it. It
 * is complete when its row is gone.
 */
export function withInbox(telegram: LocalTelegram, db: Database): LocalTelegram {
  const { control } = telegram;
  const waitForIdle: typeof control.waitForIdle = async (options = {}) => {
    await until("the inbox empty", async () => {
      await control.waitForIdle(options);
      return await countUpdates(db, options.userId) === 0;
    });
    // What was complete last may have called Telegram after the first look.
    await control.waitForIdle(options);
  };
  return { ...telegram, control: { ...control, waitForIdle } };
}

async function countUpdates(db: Database, userId: number | undefined): Promise<number> {
  const from =
    sql`coalesce(body -> 'message', body -> 'callback_query', body -> 'inline_query') #>> '{from,id}'`;
  try {
    const { rows } = await sql<{ waiting: number }>`
      select count(*) as waiting from update_inbox
      where ${userId ?? null}::text is null or ${from} = ${userId ?? null}::text`.execute(db);
    return rows[0]!.waiting;
  } catch (error) {
    // The schema is not there yet.
    if ((error as { readonly code?: string }).code === "42P01") return 0;
    if (isUnavailable(error)) return 1;
    throw error;
  }
}
