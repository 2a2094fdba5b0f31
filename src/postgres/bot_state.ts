import { sql } from "kysely";
import { type Beside, besides } from "./beside.ts";
import type { Database, DatabaseTransaction } from "./database.ts";
import { prepared } from "./prepared.ts";
import { isUsernameNews } from "./usernames.ts";

/**
 * How long a mark of a handled update counts. Telegram keeps an update for 24 hours, so none comes again after this time.
 * It starts its ids anew after a week without updates, so an id that comes after this time is one of another update.
 */
const MARK_COUNTS = sql`interval '2 days'`;

/** An update of a bot. */
export interface UpdateId {
  readonly botId: number;
  readonly updateId: number;
}

/** What the bot remembers of a user. */
export interface UserState {
  /** The user's own choice. Null: Telegram's `language_code` decides. */
  readonly language: string | null;
  /** The dialogue that the user is in, as it was stored; null if there is none. */
  readonly dialogue: unknown;
  /** Whether this update was handled before. */
  readonly repeated: boolean;
  /** Whether the sender's username is to be stored. */
  readonly usernameIsNews: boolean;
}

/** An update, and what Telegram says of its sender. */
export interface SeenUpdate extends UpdateId {
  readonly userId: number;
  /** Without `@`; null if the sender has none. */
  readonly username: string | null;
}

const userState = prepared<SeenUpdate, UserState>(
  "user_state",
  ({ userId, botId, updateId, username }) =>
    sql`
      select
        (select language from bot_users where user_id = ${userId}) as language,
        (select state from dialogues where user_id = ${userId}) as dialogue,
        exists (
          select from handled_updates where bot_id = ${botId} and update_id = ${updateId}
            and handled_at >= now() - ${MARK_COUNTS}
        ) as repeated,
        ${isUsernameNews(userId, username)} as "usernameIsNews"`,
);

/** Makes a database that loads what the bot remembers of a user and of an update beside what it is asked first. */
export const besideUserState: (db: Database, update: SeenUpdate) => Beside<UserState> = besides(
  userState,
);

/** Loads what the bot remembers of a user and of an update, in one statement. */
export async function loadUserState(db: Database, update: SeenUpdate): Promise<UserState> {
  return (await userState(db, update))[0]!;
}

/** Loads the dialogue that a user is in, as it was stored; null if there is none. */
export async function loadDialogue(db: Database, userId: number): Promise<unknown> {
  const row = await db.selectFrom("dialogues").select("state").where("user_id", "=", userId)
    .executeTakeFirst();
  return row?.state ?? null;
}

/** Stores a user's own choice of language. */
export async function saveLanguage(db: Database, userId: number, language: string): Promise<void> {
  await db.insertInto("bot_users").values({ user_id: userId, language })
    .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ language })).execute();
}

/** Stores the language that Telegram reports for a user. */
export async function saveTelegramLanguage(
  db: Database,
  userId: number,
  tag: string | undefined,
): Promise<void> {
  if (tag === undefined) return;
  const telegram_language = tag.slice(0, 35);
  await db.insertInto("bot_users").values({ user_id: userId, telegram_language })
    .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ telegram_language }))
    .execute();
}

/** The languages of a user who is not the sender of the update: first the own choice, then Telegram's. */
export async function loadLanguages(db: Database, userId: number): Promise<(string | null)[]> {
  const row = await db.selectFrom("bot_users").select(["language", "telegram_language"])
    .where("user_id", "=", userId).executeTakeFirst();
  return [row?.language ?? null, row?.telegram_language ?? null];
}

/**
 * Applies the effects of an update exactly once: marks the update and does the work in one transaction. If Telegram
 * delivers the update again, after a kill or a timeout, the mark is found and the work is skipped. An old mark is one of
 * another update with the same id, and is set anew.
 */
export async function applyOnce<T>(
  db: Database,
  update: UpdateId,
  work: (tx: DatabaseTransaction) => Promise<T>,
): Promise<{ readonly applied: T } | "repeated"> {
  return await db.transaction().execute(async (tx) => {
    const mark = { bot_id: update.botId, update_id: update.updateId };
    const marked = await tx.insertInto("handled_updates").values(mark)
      .onConflict((conflict) =>
        conflict.columns(["bot_id", "update_id"]).doUpdateSet({ handled_at: sql`now()` })
          .where("handled_updates.handled_at", "<", sql<Date>`now() - ${MARK_COUNTS}`)
      ).returning("update_id").executeTakeFirst();
    return marked === undefined ? "repeated" : { applied: await work(tx) };
  });
}

/**
 * Loads the dialogue that a user is in, and locks it until the transaction ends; null if there is none. Then too nobody
 * else begins one meanwhile: where there is no row to lock, a lock of the user stands for it.
 */
export async function lockDialogue(tx: DatabaseTransaction, userId: number): Promise<unknown> {
  const lock = () =>
    tx.selectFrom("dialogues").select("state").where("user_id", "=", userId).forUpdate()
      .executeTakeFirst();
  const row = await lock();
  if (row !== undefined) return row.state;
  await sql`select pg_advisory_xact_lock(hashtextextended('dialogue', ${userId}))`.execute(tx);
  return (await lock())?.state ?? null;
}

/** Stores the dialogue that a user is in; null ends it. */
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

/** Deletes the marks that no longer count. */
export async function forgetOldUpdates(db: Database): Promise<number> {
  const result = await db.deleteFrom("handled_updates")
    .where("handled_at", "<", sql<Date>`now() - ${MARK_COUNTS}`).executeTakeFirst();
  return Number(result.numDeletedRows);
}
