import {
  applyOnce,
  loadUserState,
  lockDialogue,
  saveDialogue,
  type UpdateId,
} from "../../postgres/mod.ts";
import type { ShopContext } from "../context.ts";
import { type Dialogue, readDialogue } from "./dialogue.ts";

/** The update being handled: what it does to the database, it does once. */
export function updateId(ctx: ShopContext): UpdateId {
  return { botId: ctx.me.id, updateId: ctx.update.update_id };
}

/**
 * Changes the user's dialogue and returns it as it stands then. An update that is delivered again changes
 * nothing more, but is answered by the dialogue as it stands.
 */
export async function changeDialogue(
  ctx: ShopContext,
  change: (current: Dialogue | null) => Dialogue | null,
): Promise<Dialogue | null> {
  const { shop: { db }, userId } = ctx;
  const result = await applyOnce(db, updateId(ctx), async (tx) => {
    const current = readDialogue(await lockDialogue(tx, userId));
    const next = change(current);
    if (next !== current) await saveDialogue(tx, userId, next);
    return next;
  });
  if (result !== "repeated") return result.applied;
  return readDialogue((await loadUserState(db, userId)).dialogue);
}
