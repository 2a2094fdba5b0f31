import { sql } from "kysely";
import { changesPicture, readEvent } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { selectEvents } from "./logged_event.ts";

/** When a product got its last picture, or lost it by its seller's will; undefined if it never did. */
export async function lastPictureChange(
  db: Database,
  productId: string,
): Promise<Date | undefined> {
  const events = await selectEvents(db, sql`product_id = ${productId}`, sql`version`);
  const last = events.findLast((logged) => changesPicture(readEvent(logged)));
  return last && new Date(last.recordedAt);
}
