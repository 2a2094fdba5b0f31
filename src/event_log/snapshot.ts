import type { ControlledTransaction } from "kysely";
import { sql } from "kysely";
import type { ProjectionTarget } from "../domain/mod.ts";
import type { Database, Schema } from "../postgres/mod.ts";

/** One moment of the database. A running shop does not change it, and nothing can be written through it. */
export interface Snapshot extends AsyncDisposable {
  readonly tx: ControlledTransaction<Schema>;
}

/** Opens a snapshot: a read-only transaction, isolated as `repeatable read`. */
export async function openSnapshot(db: Database): Promise<Snapshot> {
  const tx = await db.startTransaction()
    .setIsolationLevel("repeatable read").setAccessMode("read only").execute();
  return {
    tx,
    [Symbol.asyncDispose]: async () => {
      // If the connection broke, the statement that failed has said so already.
      await tx.rollback().execute().catch(() => {});
    },
  };
}

/**
 * The bot and the public URL that the columns are built for.
 *
 * @throws {Error} if no shop was ever started on this database: nothing can be compared or rebuilt then.
 */
export async function loadProjectionTarget(db: Database): Promise<ProjectionTarget> {
  const { rows } = await sql<ProjectionTarget>`
    select bot_id as "botId", public_url as "publicUrl" from image_projection_target`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Error(
    "The database does not say for which bot and public URL the columns are built: " +
      "start the shop once (deno task start)",
  );
}
