import { sql } from "kysely";
import { IMAGE_TYPES, type ImageType } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";

/** What the log says of the use of B2 and Telegram. */
export interface Usage {
  /** Objects that were put to B2 since the time. */
  readonly puts: number;
  /** File ids that the shop got for pictures that it uploaded to Telegram since the time. */
  readonly uploads: number;
  /** The bytes of all pictures that are stored now. */
  readonly storedBytes: number;
}

/** Counts from the log what the shop has used since a time. It reads the whole log once. */
export async function countUsage(db: Database, since: Date): Promise<Usage> {
  const { rows: [usage] } = await sql<Usage>`
    with counted as (
      select
        count(*) filter (where slot = 'uploaded') as puts,
        -- A seller's photo, and the same id once more by the job, were no uploads of the shop.
        count(*) filter (where slot = 'captured'
          and metadata ->> 'actor' in ('delivery', 'job:warm-up')) as uploads
      from image_events where recorded_at >= ${since}
    ), latest as (
      select distinct on (product_id, image_type) slot, (data ->> 'sizeBytes')::bigint as bytes
      from image_events
      where slot = 'uploaded' or slot = 'image_invalidated' and bot_id is null
      order by product_id, image_type, position desc
    )
    select puts, uploads,
      (select coalesce(sum(bytes), 0)::bigint from latest where slot = 'uploaded') as "storedBytes"
    from counted`.execute(db);
  return usage!;
}

/** A sample of the log: so many windows, spread evenly over it, of so many events each. */
const WINDOWS = 40;
const WINDOW = 100;

/**
 * The mean bytes of stored pictures, by size, from a sample that is the same each time. A size that is not in it is absent. It
 * reads 4000 events at most.
 */
export async function meanPictureBytes(
  db: Database,
): Promise<Readonly<Partial<Record<ImageType, number>>>> {
  const { rows } = await sql<{ imageType: string; bytes: number }>`
    with chosen as (
      select log.last * n / ${WINDOWS}::bigint as start
      from (select max(position) as last from image_events) log,
        generate_series(0, ${WINDOWS}::bigint - 1) n
    )
    select split_part(image_type, '.', 1) as "imageType",
      avg((data ->> 'sizeBytes')::numeric)::float8 as bytes
    from chosen cross join lateral (
      select image_type, data from image_events
      where position > start and position <= start + ${WINDOW} and slot = 'uploaded'
    ) found
    group by 1`.execute(db);
  const sizes = rows.filter(({ imageType }) => IMAGE_TYPES.includes(imageType as ImageType));
  return Object.fromEntries(sizes.map(({ imageType, bytes }) => [imageType, bytes]));
}
