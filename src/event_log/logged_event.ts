import { type RawBuilder, sql } from "kysely";
import type { LoggedEvent } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";

const COLUMNS = `
  position, product_id as "productId", version, event_id as "eventId", type,
  schema_version as "schemaVersion", image_type as "imageType", data, metadata,
  to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt"`;

/** The events that meet a condition, in an order; at most `limit` of them. */
export async function selectEvents(
  db: Database,
  where: RawBuilder<unknown>,
  orderBy: RawBuilder<unknown>,
  limit: number | null = null,
): Promise<LoggedEvent[]> {
  const { rows } = await sql<LoggedEvent>`
    select ${sql.raw(COLUMNS)} from image_events
    where ${where} order by ${orderBy} limit ${limit}`.execute(db);
  return rows;
}

/** Whether the product has a row or an event. */
export async function isKnownProduct(db: Database, productId: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from products where product_id = ${productId})
      or exists (select from image_events where product_id = ${productId}) as known`.execute(db);
  return rows[0]!.known;
}
