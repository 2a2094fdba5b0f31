import { sql } from "kysely";
import type { ShopMigration } from "../../src/adoption/mod.ts";
import { findFurtherPlaces, listPictureTables } from "../../src/legacy_import/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";
import { describePlaces } from "../migrate_images/further.ts";

/** The migrations after which a row may have further pictures that nobody has been told of: an adoption, and several pictures. */
const NEWS: ReadonlySet<string> = new Set(["001_products", "023_pictures_in_order"]);

/** No bucket is needed to see that a value is an address. */
const ANY_BUCKET = createBucketUrls([], { endpoint: "https://s3.invalid", bucket: "none" });

/** Where further pictures of an older shop are, and what brings them in. Nothing if there are none, or if this is no news. */
export async function describeFurther(
  db: Database,
  { applied, lookalikes }: Pick<ShopMigration, "applied" | "lookalikes">,
): Promise<string[]> {
  if (!applied.some((name) => NEWS.has(name))) return [];
  if (lookalikes.length > 0) return await describeTables(db);
  const { rows: [table] } = await sql<{ is: boolean }>`
    select to_regclass('products') is not null as is`.execute(db);
  const places = table?.is ? describePlaces(await findFurtherPlaces(db, ANY_BUCKET)) : [];
  if (places.length === 0) return [];
  return [
    `Products have further pictures: ${places.join("; ")}.`,
    "They stay there, and are not shown until you bring them in:",
    "  deno task migrate-images --root DIR",
  ];
}

async function describeTables(db: Database): Promise<string[]> {
  const tables = await listPictureTables(db);
  return tables.map(({ schema, name }) =>
    `If ${schema}.${name} holds further pictures, add: --pictures '${schema}.${name}'`
  );
}
