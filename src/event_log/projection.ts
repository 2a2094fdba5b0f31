import { sql } from "kysely";
import type { ProjectionTarget } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { pause } from "../std/mod.ts";
import { replay } from "./replay.ts";

/** How often a process looks whether others have ended what it waits for. */
const LOOK_EVERY_MS = 20;

/** Why columns were rebuilt: nothing was built yet, they were built for others, or a rebuild did not end. */
export type RebuildReason = "first" | "bot" | "public_url" | "unfinished";

/** A rebuild: how many rows it changed, and why it was needed. */
export interface Rebuilt {
  readonly changed: number;
  readonly reason: RebuildReason;
}

/**
 * Makes sure that the columns are built for this bot and public URL: replays if they were built for others, or if another
 * process died while it built them. If several processes start together, one replays and the others wait for it.
 *
 * Appends go on meanwhile. The target is changed first, so they project for the new one. The replay begins when no
 * transaction is left that may still write for the old one.
 */
export async function ensureProjection(
  db: Database,
  target: ProjectionTarget,
): Promise<"unchanged" | Rebuilt> {
  if (await isBuiltFor(db, target)) return "unchanged";
  return await db.connection().execute((session) =>
    alone(session, async () => {
      const reason = await whyNotBuiltFor(session, target);
      if (reason === undefined) return "unchanged";
      await changeTarget(session, target);
      await olderWritersEnd(session);
      const { changed } = await replay(session);
      await session.updateTable("image_projection_target")
        .set({ is_built: true, built_at: sql`now()` }).execute();
      return { changed, reason };
    })
  );
}

/** Whether the columns are built for this bot and public URL. */
export async function isBuiltFor(db: Database, target: ProjectionTarget): Promise<boolean> {
  return await whyNotBuiltFor(db, target) === undefined;
}

async function whyNotBuiltFor(
  db: Database,
  target: ProjectionTarget,
): Promise<RebuildReason | undefined> {
  const built = await db.selectFrom("image_projection_target")
    .select(["bot_id", "public_url", "is_built"]).executeTakeFirst();
  if (built === undefined) return "first";
  if (built.bot_id !== target.botId) return "bot";
  if (built.public_url !== target.publicUrl) return "public_url";
  return built.is_built ? undefined : "unfinished";
}

async function changeTarget(db: Database, { botId, publicUrl }: ProjectionTarget): Promise<void> {
  const row = { bot_id: botId, public_url: publicUrl, is_built: false };
  // The first bot has no pictures of another one.
  await db.insertInto("image_projection_target").values({ ...row, warmed_bot_id: botId })
    .onConflict((conflict) => conflict.column("only_row").doUpdateSet(row)).execute();
}

/** A lock of the session. It ends with the connection, so a killed process leaves none. */
const LOCK = sql`'image_projection_target'::regclass::oid::bigint`;

/** Does work that only one process may do at a time. Waits in short statements: a long one would be cancelled. */
async function alone<T>(session: Database, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_lock(${LOCK}) as locked`.execute(session);
    if (rows[0]!.locked) break;
    await pause(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    // A broken connection has given up the lock, and what broke it is thrown already.
    await sql`select pg_advisory_unlock(${LOCK})`.execute(session).catch(() => {});
  }
}

/**
 * Waits until the transactions are over that have locked or written a product by now. Each projection locks a row before
 * it reads the target. So all projections that read the old target have ended then, and no transaction has to be held up.
 */
async function olderWritersEnd(db: Database): Promise<void> {
  const older = new Set(await writersOfProducts(db));
  while (older.size > 0) {
    await pause(LOOK_EVERY_MS);
    const now = new Set(await writersOfProducts(db));
    for (const writer of older) if (!now.has(writer)) older.delete(writer);
  }
}

/** The transactions that hold a lock of a writer on products. */
async function writersOfProducts(db: Database): Promise<string[]> {
  const { rows } = await sql<{ writer: string }>`
    select distinct virtualtransaction as writer from pg_locks
    where locktype = 'relation' and granted and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())
      and relation = 'products'::regclass
      and mode in ('RowShareLock', 'RowExclusiveLock', 'ExclusiveLock')`.execute(db);
  return rows.map(({ writer }) => writer);
}
