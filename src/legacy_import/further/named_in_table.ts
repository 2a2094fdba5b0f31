import { sql } from "kysely";
import { mentionedIn } from "../../pictures/mod.ts";
import type { Database } from "../../postgres/mod.ts";
import type { BucketUrls } from "../../storage/mod.ts";
import { findFurtherPlaces, ofTable } from "./sources.ts";

/**
 * Those of the keys that an older shop's table of pictures, such as `product_images`, names. Its products were not deleted
 * for good.
 */
export async function findNamedInTable(
  db: Database,
  bucketUrls: BucketUrls,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const { table } = await findFurtherPlaces(db, bucketUrls);
  if (table === undefined || keys.length === 0) return new Set();
  const picture = sql`${sql.id("t", table.picture)}::text`;
  const { rows } = await mentionedIn(
    keys,
    sql`
      select lower(${picture}) as text from ${ofTable(table)} t
      join products p on p.product_id = ${sql.id("t", table.product)}::text
      where p.deleted_for_good_at is null`,
  ).execute(db);
  return new Set(rows.map(({ key }) => key));
}
