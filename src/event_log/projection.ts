import { sql } from "kysely";
import type { ProjectionTarget } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { replayAtOnce } from "./replay.ts";

/**
 * Makes sure that the columns are built for this bot and public URL: replays if they were built for others. If several
 * processes start together, one replays and the others wait for it.
 */
export async function ensureProjection(
  db: Database,
  target: ProjectionTarget,
): Promise<"unchanged" | { readonly changed: number }> {
  if (await isBuiltFor(db, target)) return "unchanged";
  return await db.transaction().execute(async (tx) => {
    const row = { bot_id: target.botId, public_url: target.publicUrl };
    const first = await tx.insertInto("image_projection_target").values(row)
      .onConflict((conflict) => conflict.doNothing()).returning("only_row").executeTakeFirst();
    const built = await tx.selectFrom("image_projection_target")
      .select(["bot_id", "public_url"]).forUpdate().executeTakeFirstOrThrow();
    const same = built.bot_id === row.bot_id && built.public_url === row.public_url;
    if (same && first === undefined) return "unchanged";
    await tx.updateTable("image_projection_target").set({ ...row, built_at: sql`now()` }).execute();
    return { changed: await replayAtOnce(tx) };
  });
}

/** Whether the columns are built for this bot and public URL. */
export async function isBuiltFor(db: Database, target: ProjectionTarget): Promise<boolean> {
  const built = await db.selectFrom("image_projection_target")
    .select(["bot_id", "public_url"]).executeTakeFirst();
  return built?.bot_id === target.botId && built.public_url === target.publicUrl;
}
