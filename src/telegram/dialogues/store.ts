import { loadDialogue, lockDialogue, saveDialogue } from "../../postgres/mod.ts";
import type { ShopContext } from "../context.ts";
import { once } from "../once.ts";
import { type Dialogue, readDialogue } from "./dialogue.ts";

/**
 * Changes the user's dialogue and returns it as it is then. An update that is delivered again changes nothing, and gets
 * the dialogue as it is now.
 */
export async function changeDialogue(
  ctx: ShopContext,
  change: (current: Dialogue | null) => Dialogue | null,
): Promise<Dialogue | null> {
  const { shop: { db }, userId } = ctx;
  const result = await once(ctx, async (tx) => {
    const current = readDialogue(await lockDialogue(tx, userId));
    const next = change(current);
    if (next !== current) await saveDialogue(tx, userId, next);
    return next;
  });
  if (result !== "repeated") return result.applied;
  return readDialogue(await loadDialogue(db, userId));
}
