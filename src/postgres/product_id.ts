import { sql } from "kysely";
import type { LongId } from "../domain/mod.ts";
import type { Database } from "./database.ts";

/** Returns the product id that was named; undefined for a long one that no row has. Only a long one asks the database. */
export async function findProductId(
  db: Database,
  named: string | LongId,
): Promise<string | undefined> {
  if (typeof named === "string") return named;
  // The pattern matches ids that stand for themselves, and shorter ids are encoded. It is the condition of the index of
  // migration 038.
  const { rows } = await sql<{ product_id: string }>`
    select product_id from products
    where product_id_hash(product_id) = ${named.idHash}
      and octet_length(product_id) > 33 and product_id !~ '^(?!__|_-)[A-Za-z0-9_-]{1,46}$'
  `.execute(db);
  return rows[0]?.product_id;
}
