import { sql } from "kysely";
import { ORIGINAL } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";

/** Who appends the events of an import. */
export const IMPORT_ACTOR = "migrate-images";

/**
 * Counts the pictures that runs of the import have brought in, those of killed runs too, without the originals that are kept.
 * Reads the whole event log.
 */
export async function countBroughtIn(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from (
      select distinct product_id, image_type from image_events
      where type = 'ImageUploadedToB2' and metadata ->> 'actor' = ${IMPORT_ACTOR}
        and split_part(image_type, '.', 1) <> ${ORIGINAL}) pictures`
    .execute(db);
  return rows[0]!.count;
}
