import {
  type Asked,
  besideUserState,
  isTimedOut,
  isUnavailable,
  loadUserState,
  saveUsername,
  type SeenUpdate,
  type UserState,
} from "../postgres/mod.ts";
import type { ShopContext } from "./context.ts";
import { readDialogue } from "./dialogues/dialogue.ts";
import { localeOf } from "./locales/mod.ts";
import { updateId } from "./once.ts";

/** Reads what the bot remembers of the user, in one statement. */
export async function meet(ctx: ShopContext): Promise<void> {
  await remember(ctx, await loadUserState(ctx.shop.db, seenUpdate(ctx)));
}

/**
 * Asks for what a view shows, and reads what the bot remembers of the user in the same statement. Of several statements,
 * the first one does so.
 */
export async function lookUp<T>(
  ctx: ShopContext,
  question: (db: Asked) => Promise<T>,
): Promise<T> {
  const beside = besideUserState(ctx.shop.db, seenUpdate(ctx));
  const found = await question(beside);
  await remember(ctx, await beside.row());
  return found;
}

function seenUpdate(ctx: ShopContext): SeenUpdate {
  return { ...updateId(ctx), userId: ctx.userId, username: ctx.from?.username ?? null };
}

async function remember(ctx: ShopContext, state: UserState): Promise<void> {
  if (state.usernameIsNews) await keepUsername(ctx, ctx.from?.username ?? null);
  ctx.t = localeOf(state.language, ctx.from?.language_code);
  ctx.dialogue = readDialogue(state.dialogue);
  ctx.repeated = state.repeated;
}

/** If PostgreSQL cannot do it now, the next update of this user tries again: an answer is more urgent than a name. */
async function keepUsername(ctx: ShopContext, username: string | null): Promise<void> {
  try {
    await saveUsername(ctx.shop.db, ctx.userId, username);
  } catch (error) {
    if (!isUnavailable(error) && !isTimedOut(error)) throw error;
  }
}
