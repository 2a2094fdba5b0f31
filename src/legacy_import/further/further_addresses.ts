import { sql } from "kysely";
import type { Database } from "../../postgres/mod.ts";
import type { BucketUrls } from "../../storage/mod.ts";
import { namedColumns } from "./complete_rows.ts";
import {
  findFurtherPlaces,
  NO_SOURCES,
  ofTable,
  type PictureTable,
  readPictureTable,
} from "./sources.ts";

/**
 * The texts that name further pictures of a product besides the columns that we know: those of further columns, and of the
 * table of pictures. For erasing them. What the table names for another product too is left out.
 */
export async function readFurtherAddresses(
  db: Database,
  bucketUrls: BucketUrls,
  productId: string,
): Promise<string[]> {
  const { columns, table } = await findFurtherPlaces(db, bucketUrls);
  const wanted = namedColumns({ ...NO_SOURCES, columns });
  const { rows: [row] } = await sql<{ further_columns: readonly (string | null)[] }>`
    select ${sql.join(wanted)} from products p where p.product_id = ${productId}`.execute(db);
  const ofRow = row?.further_columns.filter((text) => text !== null) ?? [];
  return [...ofRow, ...table === undefined ? [] : await readOwn(db, table, productId)];
}

async function readOwn(db: Database, table: PictureTable, productId: string): Promise<string[]> {
  const own = (await readPictureTable(db, table, [productId])).get(productId) ?? [];
  const picture = sql.id("t", table.picture);
  const { rows } = await sql<{ picture: string }>`
    select distinct ${picture}::text as picture from ${ofTable(table)} t
    join products p on p.product_id = ${sql.id("t", table.product)}::text
    where ${picture}::text = any (${own}::text[]) and p.product_id <> ${productId}
      and p.deleted_for_good_at is null`.execute(db);
  const ofOthers = new Set(rows.map((row) => row.picture));
  return own.filter((each) => !ofOthers.has(each));
}
