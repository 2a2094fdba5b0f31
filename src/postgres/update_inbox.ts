import { sql } from "kysely";
import type { Database } from "./database.ts";
import { prepared } from "./prepared.ts";

/** An update in the inbox: an object of Telegram's with its id. */
export interface InboxUpdate {
  readonly update_id: number;
}

/** How long the process that saved an update has it for itself. Most are complete after some milliseconds. */
const HELD = sql`interval '60 seconds'`;
/** Telegram keeps an update for as long (core.telegram.org/bots/api#getting-updates, read 2026-11). */
const KEPT = sql`interval '24 hours'`;

const save = prepared<{ botId: number; updates: string }, never>(
  "inbox_save",
  ({ botId, updates }) =>
    sql`insert into update_inbox (bot_id, update_id, body, held_until)
      select ${botId}, (body ->> 'update_id')::bigint, body, now() + ${HELD}
      from json_array_elements(${updates}::json) body
      on conflict (bot_id, update_id) do update
        set body = excluded.body, saved_at = now(), held_until = excluded.held_until`,
);

const forget = prepared<{ botId: number; ids: readonly number[] }, never>(
  "inbox_forget",
  ({ botId, ids }) =>
    sql`delete from update_inbox where bot_id = ${botId} and update_id = any(${ids}::bigint[])`,
);

const release = prepared<{ botId: number; ids: readonly number[] }, never>(
  "inbox_release",
  ({ botId, ids }) =>
    sql`update update_inbox set held_until = now()
      where bot_id = ${botId} and update_id = any(${ids}::bigint[])`,
);

const take = prepared<{ botId: number; all: boolean }, { body: InboxUpdate }>(
  "inbox_take",
  ({ botId, all }) =>
    sql`with taken as (
      update update_inbox set held_until = now() + ${HELD}
      where bot_id = ${botId} and (${all}::boolean or held_until <= now())
        and saved_at > now() - ${KEPT}
      returning update_id, body, saved_at
    ) select body from taken order by saved_at, update_id`,
);

/** Saves updates, so that Telegram may forget them. Their ids must differ. */
export async function saveUpdates(
  db: Database,
  botId: number,
  updates: readonly InboxUpdate[],
): Promise<void> {
  await save(db, { botId, updates: JSON.stringify(updates) });
}

/** Deletes updates that are complete. */
export async function forgetUpdates(
  db: Database,
  botId: number,
  ids: readonly number[],
): Promise<void> {
  await forget(db, { botId, ids });
}

/** Gives updates up, so that any process may take them over at once. */
export async function releaseUpdates(
  db: Database,
  botId: number,
  ids: readonly number[],
): Promise<void> {
  await release(db, { botId, ids });
}

/**
 * Takes over the updates that no process holds, or all of them, in the order in which they came. Those that Telegram
 * would have dropped by now stay where they are.
 */
export async function takeUpdates(
  db: Database,
  botId: number,
  which: "released" | "all",
): Promise<readonly InboxUpdate[]> {
  const rows = await take(db, { botId, all: which === "all" });
  return rows.map(({ body }) => body);
}

/** Deletes the updates that are not taken over any more. */
export async function dropOldUpdates(db: Database): Promise<void> {
  await sql`delete from update_inbox where saved_at < now() - ${KEPT}`.execute(db);
}
