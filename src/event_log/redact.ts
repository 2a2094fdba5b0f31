import { createHash } from "node:crypto";
import { sql } from "kysely";
import { VitrineError } from "../errors.ts";
import type { Database, DatabaseTransaction } from "../postgres/mod.ts";

/** The events of a product are not 1, 2, …, or changed in what must stay: nothing was redacted. */
export class LogOutOfOrder extends VitrineError {
  /** Stored and logged. */
  readonly code = "log_out_of_order";
}

/** Whose events lose what tells of a person. */
export interface Redaction {
  /** Products that were deleted for good. Their file ids and old addresses go too. */
  readonly productIds: readonly string[];
  /** A Telegram user id: the actor of events is no longer named, of whatever product. */
  readonly sellerId?: number | undefined;
}

/** What was done. */
export interface Redacted {
  /** Events that were changed. */
  readonly events: number;
  /** Events of these products. */
  readonly ofEvents: number;
  /** SHA-256 of what stays: the same before and after. */
  readonly digest: string;
}

/** The products whose events name this seller. */
export async function productsBySeller(db: Database, sellerId: number): Promise<string[]> {
  const { rows } = await sql<{ productId: string }>`
    select distinct product_id as "productId" from image_events
    where metadata ->> 'actor' = ${`seller:${sellerId}`} order by product_id`.execute(db);
  return rows.map(({ productId }) => productId);
}

/** Counts the events that {@link redactEvents} would change. */
export async function countRedactable(db: Database, redaction: Redaction): Promise<number> {
  const { rows } = await sql<{ events: number }>`
    select count(*) as events from image_events where ${telling(redaction)}`.execute(db);
  return rows[0]!.events;
}

/**
 * Takes out of the events what tells of a person, and keeps a receipt. It can be repeated.
 *
 * @throws {LogOutOfOrder} when the versions of a product have a gap.
 */
export async function redactEvents(db: Database, redaction: Redaction): Promise<Redacted> {
  return await db.transaction().execute(async (tx) => {
    const before = await digestOf(tx, redaction.productIds);
    await sql`select set_config('vitrine.redacts', pg_current_xact_id()::text, true)`.execute(tx);
    const { numAffectedRows = 0n } = await sql`
      update image_events set
        data = case when ${fromProduct(redaction)} and data ? 'fileId'
          then data - 'fileUniqueId' || '{"fileId": "erased"}' else data end,
        value = case when ${
      fromProduct(redaction)
    } and data ? 'fileId' then 'erased' else value end,
        metadata = case when ${
      fromProduct(redaction)
    } then metadata - 'legacyValues' else metadata end
          || case when metadata ->> 'actor' like 'seller:%' then '{"actor": "seller"}'::jsonb
            else '{}' end
      where ${telling(redaction)}`.execute(tx);
    const after = await digestOf(tx, redaction.productIds);
    if (after.digest !== before.digest) throw new LogOutOfOrder("Events would change their order");
    const events = Number(numAffectedRows);
    const { digest, events: ofEvents } = after;
    await sql`insert into redactions (products, events, digest)
      values (${redaction.productIds}::text[], ${events}, ${digest})`.execute(tx);
    return { events, ofEvents, digest };
  });
}

function fromProduct({ productIds }: Redaction) {
  return sql`product_id = any(${productIds}::text[])`;
}

/** SQL: the events that tell something. */
function telling(redaction: Redaction) {
  const { sellerId } = redaction;
  const actor = sellerId === undefined ? null : `seller:${sellerId}`;
  return sql`(${fromProduct(redaction)} and (metadata ? 'legacyValues'
      or metadata ->> 'actor' like 'seller:%' or data ->> 'fileId' <> 'erased')
    or metadata ->> 'actor' = ${actor}::text)`;
}

/** Checks that each product has the versions 1, 2, … and hashes what a redaction must not change. */
async function digestOf(tx: DatabaseTransaction, productIds: readonly string[]) {
  const { rows } = await sql<{ productId: string; version: number; line: string }>`
    select product_id as "productId", version,
      concat_ws(' ', position, product_id, version, event_id, type, image_type, recorded_at) as line
    from image_events where product_id = any(${productIds}::text[])
    order by product_id, version`.execute(tx);
  const hash = createHash("sha256");
  let before: { readonly productId: string; readonly version: number } | undefined;
  for (const { productId, version, line } of rows) {
    const expected = before?.productId === productId ? before.version + 1 : 1;
    if (version !== expected) {
      throw new LogOutOfOrder(`${productId} has no version ${expected} in the log`);
    }
    before = { productId, version };
    hash.update(`${line}\n`);
  }
  return { events: rows.length, digest: hash.digest("hex") };
}
