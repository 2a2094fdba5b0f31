import { sql } from "kysely";
import { changesPicture, readEvent } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { selectEvents } from "./logged_event.ts";

/** When the product last got another picture, or its seller removed it; undefined if that never happened. */
export async function lastPictureChange(
  db: Database,
  productId: string,
): Promise<Date | undefined> {
  const events = await selectEvents(db, sql`product_id = ${productId}`, sql`version`);
  const last = events.findLast((logged) => changesPicture(readEvent(logged)));
  return last && new Date(last.recordedAt);
}
