import { sql } from "kysely";
import { IMAGE_TYPES, type ImageType, PICTURES } from "../domain/mod.ts";
import { knowsUrlColumn } from "../event_log/mod.ts";
import { readColumnValue, type ValueKind } from "../pictures/mod.ts";
import type { Database } from "../postgres/mod.ts";
import type { LegacyRow } from "./legacy_row.ts";
import type { BucketUrls } from "../storage/mod.ts";

/** What a column can hold beside nothing. `bucket`: an object of our bucket that is in no event. */
export type HeldKind = Exclude<ValueKind, "nothing">;

/** The number of pictures by what their columns hold. Pictures that are stored are not counted. */
export type HeldCounts = Readonly<Partial<Record<HeldKind, number>>>;

const PAGE_SIZE = 1000;
/** Enough to tell what a value is: a picture as text may have megabytes. */
const LOOKED_AT = 2048;

/** Counts the pictures that are not stored by what their columns hold; those of further rows too. */
export async function countHeld(
  db: Database,
  bucketUrls: BucketUrls,
  further: readonly Pick<LegacyRow, "urls" | "known">[] = [],
): Promise<HeldCounts> {
  const counts: Partial<Record<HeldKind, number>> = {};
  const count = (value: string) => {
    const { kind } = readColumnValue(value, bucketUrls);
    if (kind !== "nothing") counts[kind] = (counts[kind] ?? 0) + 1;
  };
  for await (const value of valuesOf(db, bucketUrls)) count(value);
  for (const { urls, known } of further) {
    for (const image of IMAGE_TYPES) if (!known[image]) count(urls[image] ?? "");
  }
  return counts;
}

/** Page by page, in constant memory. */
async function* valuesOf(db: Database, bucketUrls: BucketUrls): AsyncGenerator<string> {
  let after = "";
  for (;;) {
    const values = IMAGE_TYPES.map((image) => heldBy(image, bucketUrls));
    const { rows } = await sql<{ product_id: string; held: (string | null)[] }>`
      select product_id, held from (
        select product_id, array[${sql.join(values)}] as held from products p
        where product_id > ${after}) of_product
      where array_remove(held, null) <> '{}'
      order by product_id
      limit ${PAGE_SIZE}`.execute(db);
    for (const { held } of rows) yield* held.filter((value) => value !== null);
    if (rows.length < PAGE_SIZE) return;
    after = rows.at(-1)!.product_id;
  }
}

/** The value of a column; null if it holds nothing, or the picture is stored and the column names it. */
function heldBy(image: ImageType, { pattern }: BucketUrls) {
  const url = sql.ref(PICTURES[image].columns.url);
  const isKnown = knowsUrlColumn(sql.ref("p.product_id"), image);
  return sql`case when ${url} ~ '\\S' and (${url} !~* ${pattern} or not ${isKnown})
    then left(${url}, ${LOOKED_AT}::int) end`;
}
