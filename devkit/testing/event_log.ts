/**
 * Fills an event log: products and events.
 * @module
 */
import type { ImageEvent } from "../../src/domain/mod.ts";
import { appendEvents } from "../../src/event_log/append.ts";
import type { Database } from "../../src/postgres/mod.ts";

/** Adds a product. With values it is a row of a legacy shop. */
export async function addProduct(
  db: Database,
  productId: string,
  values: { cover_image_url?: string; thumbnail_url?: string } = {},
): Promise<void> {
  await db.insertInto("products").values({ product_id: productId, ...values } as never).execute();
}

/** Appends events one by one after the existing ones. */
export async function appendAll(
  db: Database,
  productId: string,
  ...events: readonly ImageEvent[]
): Promise<void> {
  const { last } = await db.selectFrom("image_events").where("product_id", "=", productId)
    .select((where) => where.fn.max("version").as("last")).executeTakeFirstOrThrow();
  for (const [n, event] of events.entries()) {
    const { outcome } = await appendEvents(db, {
      productId,
      expectedVersion: (last ?? 0) + n,
      events: [{ eventId: crypto.randomUUID(), event }],
      metadata: { actor: "test" },
    });
    if (outcome !== "appended") throw new Error(`Cannot append to ${productId}: ${outcome}`);
  }
}
