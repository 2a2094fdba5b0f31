import { sql } from "kysely";
import type { Database } from "../postgres/mod.ts";
import { STORE_IMAGE } from "../pictures/mod.ts";

/**
 * Forgets the jobs that store a product's pictures, those done and those failed too: they name the seller's files. One
 * that is running stays, or nobody would take it over when its process dies. Returns how many are running.
 */
export async function forgetStoreImages(db: Database, productId: string): Promise<number> {
  const ofProduct = sql`name = ${STORE_IMAGE} and data ->> 'productId' = ${productId}`;
  await sql`delete from pgboss.job where ${ofProduct} and state <> 'active'`.execute(db);
  const { rows } = await sql<{ running: number }>`
    select count(*) as running from pgboss.job where ${ofProduct}`.execute(db);
  return rows[0]!.running;
}
