import { sql } from "kysely";
import { IMAGE_TYPES, PICTURES } from "../domain/mod.ts";
import { valuesIn } from "../pictures/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { type BucketUrls, learnAddresses } from "../storage/mod.ts";
import type { LegacyRow } from "./legacy_row.ts";

/** A part of every native address of Backblaze, and of little else. A case-insensitive pattern of PostgreSQL (`ilike`). */
const OF_FILES = "%/b2\\_download\\_file\\_by\\_id%";

/**
 * Learns which objects the native addresses in the columns name, and those of further rows. It lists the bucket once, and only if there
 * is such an address.
 */
export async function learnFileIds(
  db: Database,
  bucketUrls: BucketUrls,
  further: readonly Pick<LegacyRow, "urls">[] = [],
): Promise<void> {
  const ofColumns = IMAGE_TYPES.map((image) => {
    const url = sql.ref(PICTURES[image].columns.url);
    return sql`select ${url} as url from products where ${url} ilike ${OF_FILES}`;
  });
  const { rows } = await sql<{ url: string }>`${sql.join(ofColumns, sql` union `)}`.execute(db);
  const held = [
    ...rows.map(({ url }) => url),
    ...further.flatMap(({ urls }) => Object.values(urls).filter((url) => url !== null)),
  ];
  await learnAddresses(bucketUrls, held.flatMap(valuesIn));
}
