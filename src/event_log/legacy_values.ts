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

/** What imports have taken over of a product, and what they have left. */
export interface TakenOver {
  /** `legacyValues` and `legacyTaken` of {@link EventMetadata}. */
  readonly taken: ReadonlySet<string>;
  /** Those of picture 1. */
  readonly ofFirst: ReadonlySet<string>;
  /** `legacyFurther` of {@link EventMetadata}. */
  readonly further: readonly string[];
}

/** What imports have taken over of products. Products of which they have taken nothing are absent. */
export async function readTakenOver(
  db: Database,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, TakenOver>> {
  const { rows } = await sql<{
    id: string;
    taken: string[] | null;
    first: string[] | null;
    further: string[] | null;
  }>`
    select e.product_id as id,
      array_agg(distinct listed.value) filter (where lists.key <> 'legacyFurther') as taken,
      array_agg(distinct listed.value) filter (
        where lists.key <> 'legacyFurther' and position('.' in e.image_type) = 0) as first,
      array_agg(listed.value order by e.position, listed.place)
        filter (where lists.key = 'legacyFurther') as further
    from image_events e
    cross join unnest(array['legacyValues', 'legacyTaken', 'legacyFurther']) as lists (key)
    cross join jsonb_array_elements_text(e.metadata -> lists.key) with ordinality as listed (value, place)
    where e.product_id = any(${productIds})
      and e.metadata ?| array['legacyValues', 'legacyTaken', 'legacyFurther']
    group by e.product_id`.execute(db);
  return new Map(
    rows.map(({ id, taken, first, further }) => [id, {
      taken: new Set(taken),
      ofFirst: new Set(first),
      further: [...new Set(further)],
    }]),
  );
}

/** Whether an import has left further values of any product. Reads the whole log. */
export async function hasFurtherValues(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select from image_events where metadata ? 'legacyFurther' limit 1`.execute(db);
  return rows.length > 0;
}

/** Each event of an append has its metadata. */
function isSameAppend(one: Row, other: Row): boolean {
  return one.productId === other.productId &&
    JSON.stringify(one.values) === JSON.stringify(other.values);
}

/**
 * The values of an older shop's columns that a replacement or a removal of the product's picture has ended, and those of lists
 * that were not brought in.
 */
export async function listReplacedValues(db: Database, productId: string): Promise<string[]> {
  const rows = await db.selectFrom("image_events").select(["type", "metadata"])
    .where("product_id", "=", productId).execute();
  const values = rows.flatMap(({ type, metadata }) => {
    const { legacyValues = [], legacyFurther = [] } = metadata as Partial<EventMetadata>;
    return ENDING.has(type) ? [...legacyValues, ...legacyFurther] : legacyFurther;
  });
  return [...new Set(values)];
}

const ENDING: ReadonlySet<string> = new Set(["ImageInvalidated", "PictureRemoved"]);
