import { type RawBuilder, sql } from "kysely";
import type { Database } from "./database.ts";

/*
 * A username is no identity. Its owner may change it, and then anybody may take it. So the bot believes only what Telegram
 * says of the sender of an update. It keeps the names of sellers alone: nobody links to a buyer.
 */

/** A name that the bot saw longer ago is not linked to. A seller who is away may have given it up. */
const TRUSTED_FOR = sql`interval '7 days'`;

/** How often it is written that a name is still the same. */
const SEEN_EVERY = sql`interval '1 day'`;

/** The username of a user, if the bot has seen it lately; else null. A scalar subquery. */
export function seenUsername(userId: RawBuilder<unknown>): RawBuilder<string | null> {
  return sql`(
    select username from bot_users
    where user_id = ${userId} and username_seen_at > now() - ${TRUSTED_FOR}
  )`;
}

/** The seller who was seen with a username last, in any letters; undefined if none was. An operator may look for it. */
export async function findSellerNamed(db: Database, username: string): Promise<number | undefined> {
  const { rows } = await sql<{ userId: number }>`
    select user_id as "userId" from bot_users where lower(username) = lower(${username})
    order by username_seen_at desc nulls last limit 1`.execute(db);
  return rows[0]?.userId;
}

/**
 * Whether a user has something on sale. A condition. It asks for the newest product: PostgreSQL then uses the index also
 * where most users are buyers and it expects to meet a product of the user's early in the table.
 */
function sells(userId: number | RawBuilder<number>): RawBuilder<boolean> {
  return sql`coalesce((
    select true from products where seller_id = ${userId} and withdrawn_at is null
    order by coalesce(listed_at, '-infinity') desc, product_id desc limit 1
  ), false)`;
}

/** Whether what is stored of usernames must change, now that this user was seen with this one. A condition. */
export function isUsernameNews(
  userId: RawBuilder<number>,
  username: RawBuilder<string | null>,
): RawBuilder<boolean> {
  return sql`(
    ${sells(userId)} and not exists (
      select from bot_users
      where user_id = ${userId} and username is not distinct from ${username}
        and username_seen_at > now() - ${SEEN_EVERY}
    )
    or exists (
      select from bot_users where lower(username) = lower(${username}) and user_id <> ${userId}
    )
  )`;
}

/** Stores the username that a user was seen with, if the user sells. Whoever had it before has it no longer. */
export async function saveUsername(
  db: Database,
  userId: number,
  username: string | null,
): Promise<void> {
  await sql`
    update bot_users set username = null
    where lower(username) = lower(${username}) and user_id <> ${userId}`.execute(db);
  await sql`
    insert into bot_users (user_id, username, username_seen_at)
    select ${userId}, ${username}, now()
    where ${sells(userId)}
    on conflict (user_id) do update
    set username = excluded.username, username_seen_at = excluded.username_seen_at`.execute(db);
}

/** Forgets the username of a user who has nothing on sale. */
export async function forgetUsername(db: Database, userId: number): Promise<void> {
  await sql`
    update bot_users set username = null, username_seen_at = null
    where user_id = ${userId}
      and not ${sells(userId)}`.execute(db);
}
