import { sql } from "kysely";
import type { Database, DatabaseTransaction } from "./database.ts";

/** Which update of which bot: its effects are applied once. */
export interface UpdateId {
  /** The bot. */
  readonly botId: number;
  /** Telegram's `update_id`. */
  readonly updateId: number;
}

/** What the bot remembers of a user. */
export interface UserState {
  /** The user's own choice; null: Telegram's `language_code` decides. */
  readonly language: string | null;
  /** The dialogue that the user is in, as it was written; null: none. */
  readonly dialogue: unknown;
  /** Whether the effects of the update that was asked for are complete. */
  readonly repeated: boolean;
}

/** Reads what the bot remembers of a user, and of an update, in one statement. */
export async function loadUserState(
  db: Database,
  userId: number,
  update?: UpdateId,
): Promise<UserState> {
  const { botId = null, updateId = null } = update ?? {};
  const { rows } = await sql<UserState>`
    select
      (select language from bot_users where user_id = ${userId}) as language,
      (select state from dialogues where user_id = ${userId}) as dialogue,
      exists (
        select from handled_updates where bot_id = ${botId} and update_id = ${updateId}
      ) as repeated
  `.execute(db);
  return rows[0]!;
}

/** Remembers a user's choice of language. */
export async function saveLanguage(db: Database, userId: number, language: string): Promise<void> {
  await db.insertInto("bot_users").values({ user_id: userId, language, telegram_language: null })
    .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ language })).execute();
}

/** Remembers which language Telegram reports of a user. */
export async function saveTelegramLanguage(
  db: Database,
  userId: number,
  tag: string | undefined,
): Promise<void> {
  if (tag === undefined) return;
  const telegram_language = tag.slice(0, 35);
  await db.insertInto("bot_users").values({ user_id: userId, telegram_language, language: null })
    .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ telegram_language }))
    .execute();
}

/** The languages of a user who has not written just now, the own choice first. */
export async function loadLanguages(db: Database, userId: number): Promise<(string | null)[]> {
  const row = await db.selectFrom("bot_users").select(["language", "telegram_language"])
    .where("user_id", "=", userId).executeTakeFirst();
  return [row?.language ?? null, row?.telegram_language ?? null];
}

/**
 * Applies the effects of an update once: marks the update and does the work in one transaction. An update that
 * Telegram delivers again, after a kill or a time-out, finds its mark, and the work is not done.
 */
export async function applyOnce<T>(
  db: Database,
  update: UpdateId,
  work: (tx: DatabaseTransaction) => Promise<T>,
): Promise<{ readonly applied: T } | "repeated"> {
  return await db.transaction().execute(async (tx) => {
    const mark = { bot_id: update.botId, update_id: update.updateId };
    const marked = await tx.insertInto("handled_updates").values(mark)
      .onConflict((conflict) => conflict.doNothing()).returning("update_id").executeTakeFirst();
    return marked === undefined ? "repeated" : { applied: await work(tx) };
  });
}

/** The dialogue a user is in, locked until the transaction ends; null: none. */
export async function lockDialogue(tx: DatabaseTransaction, userId: number): Promise<unknown> {
  const row = await tx.selectFrom("dialogues").select("state").where("user_id", "=", userId)
    .forUpdate().executeTakeFirst();
  return row?.state ?? null;
}

/** Writes the dialogue a user is in; null ends it. */
export async function saveDialogue(db: Database, userId: number, state: unknown): Promise<void> {
  if (state === null) {
    await db.deleteFrom("dialogues").where("user_id", "=", userId).execute();
    return;
  }
  const text = JSON.stringify(state);
  await db.insertInto("dialogues").values({ user_id: userId, state: text })
    .onConflict((conflict) =>
      conflict.column("user_id").doUpdateSet({ state: text, updated_at: sql`now()` })
    ).execute();
}

/** Telegram keeps an update for 24 hours: marks older than two days recognise nothing any more. */
export async function forgetOldUpdates(db: Database): Promise<number> {
  const result = await db.deleteFrom("handled_updates")
    .where("handled_at", "<", sql<Date>`now() - interval '2 days'`).executeTakeFirst();
  return Number(result.numDeletedRows);
}
