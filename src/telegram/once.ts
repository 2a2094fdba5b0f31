import { applyOnce, type DatabaseTransaction, type UpdateId } from "../postgres/mod.ts";
import type { ShopContext } from "./context.ts";

/** The update that is being handled, by its mark in the database. */
export function updateId(ctx: ShopContext): UpdateId {
  return { botId: ctx.me.id, updateId: ctx.update.update_id };
}

/** The update that is being handled, as events name it: `update:7`. */
export function causeOf(ctx: ShopContext): string {
  return `update:${ctx.update.update_id}`;
}

/**
 * Does what the update does to the database, in one transaction with the update's mark. An update that is delivered
 * again finds its mark, and nothing is done.
 */
export function once<T>(
  ctx: ShopContext,
  work: (tx: DatabaseTransaction) => Promise<T>,
): Promise<{ readonly applied: T } | "repeated"> {
  return applyOnce(ctx.shop.db, updateId(ctx), work);
}
