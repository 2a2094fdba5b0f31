import { sql } from "kysely";
import type { EventMetadata } from "./append.ts";
import type { Database } from "../postgres/mod.ts";

const PAGE_SIZE = 1000;

interface Row {
  readonly position: number;
  readonly productId: string;
  readonly values: readonly string[];
}

/**
 * The values of the columns that pictures were imported from, before the columns got URLs of the bucket: those of each product that is
 * done, in the order of the log.
 */
export async function* readLegacyValues(db: Database): AsyncGenerator<readonly string[]> {
  let last: Row | undefined;
  for (;;) {
    const { rows } = await sql<Row>`
      select position, product_id as "productId", metadata -> 'legacyValues' as values
      from image_events
      where position > ${last?.position ?? 0} and metadata ? 'legacyValues'
      order by position limit ${PAGE_SIZE}`.execute(db);
    for (const row of rows) {
      if (last === undefined || !isSameAppend(row, last)) yield row.values;
      last = row;
    }
    if (rows.length < PAGE_SIZE) return;
  }
}

/** Each event of an append has its metadata. */
function isSameAppend(one: Row, other: Row): boolean {
  return one.productId === other.productId &&
    JSON.stringify(one.values) === JSON.stringify(other.values);
}

/** The values of an older shop's columns that a replacement or a removal of the product's picture has ended. */
export async function listReplacedValues(db: Database, productId: string): Promise<string[]> {
  const rows = await db.selectFrom("image_events").select("metadata")
    .where("product_id", "=", productId).where("type", "in", ["ImageInvalidated", "PictureRemoved"])
    .execute();
  const values = rows.flatMap(({ metadata }) =>
    (metadata as Pick<EventMetadata, "legacyValues">).legacyValues ?? []
  );
  return [...new Set(values)];
}
