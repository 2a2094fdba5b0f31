import { type RawBuilder, sql } from "kysely";
import { IMAGE_TYPES, PICTURES, PICTURES_COLUMN } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { LISTED_AT, ON_SALE } from "./product.ts";

/** How many products and pictures there are. */
export interface StockCounts {
  readonly onSale: number;
  /** Off sale. One that was deleted for good is not among them. */
  readonly withdrawn: number;
  /** Pictures of products on sale, by the best rung that can serve them. */
  readonly pictures: {
    readonly fileId: number;
    /** In B2, and not yet in Telegram. */
    readonly stored: number;
    /** A legacy shop's local path or foreign URL. */
    readonly legacy: number;
    /** Only a placeholder can be shown. */
    readonly none: number;
  };
}

/** The same of a part of the catalogue, so that it takes no longer in a large one. */
export interface ShopStatistics extends StockCounts {
  /** Counts of products end here, and pictures are those of so many products: the newest on sale. */
  readonly upTo: number;
}

/** Counts up to `upTo` products of each kind. `publicUrl` is the base of our own URLs. */
export async function loadStatistics(
  db: Database,
  publicUrl: string,
  upTo = 10_000,
): Promise<ShopStatistics> {
  return { ...await countStock(db, publicUrl, upTo), upTo };
}

/** Counts products and pictures, and reads no event. It reads every product if there is no limit. */
export async function countStock(
  db: Database,
  publicUrl: string,
  upTo?: number,
): Promise<StockCounts> {
  const images = IMAGE_TYPES.map((imageType) => {
    const { url, fileId } = PICTURES[imageType].columns;
    return sql`(p.${sql.ref(url)}::text, p.${sql.ref(fileId)}::text)`;
  });
  const furtherImages = IMAGE_TYPES.map((imageType) => {
    const { url, fileId } = PICTURES[imageType].columns;
    return sql`(further.picture ->> ${url}::text, further.picture ->> ${fileId}::text)`;
  });
  // In the order of an index, which ends the reading.
  const first = (order: RawBuilder<unknown>) =>
    upTo === undefined ? sql`` : sql`order by ${order} limit ${upTo}`;
  const own = publicUrl + "/";
  const { rows } = await sql<
    Record<"on_sale" | "withdrawn" | "file_id" | "stored" | "legacy" | "none", number>
  >`
    with on_sale as not materialized (
      select * from products where ${ON_SALE} ${first(sql`${LISTED_AT} desc, product_id desc`)}
    ), off_sale as (
      select from products where not ${ON_SALE} and deleted_for_good_at is null
      ${first(sql`seller_id, withdrawn_at desc, product_id`)}
    ), pictures as (
      select image.url, image.file_id
      from on_sale p cross join lateral (values ${sql.join(images)}) image (url, file_id)
      union all
      select image.url, image.file_id
      from on_sale p
      cross join lateral jsonb_array_elements(p.${
    sql.ref(PICTURES_COLUMN)
  }) with ordinality further (picture, place)
      cross join lateral (values ${sql.join(furtherImages)}) image (url, file_id)
      where p.${sql.ref(PICTURES_COLUMN)} is not null and further.place > 1
    )
    select
      (select count(*) from on_sale) as on_sale,
      (select count(*) from off_sale) as withdrawn,
      count(*) filter (where file_id is not null) as file_id,
      count(*) filter (where file_id is null and starts_with(url, ${own})) as stored,
      count(*) filter (where file_id is null and not starts_with(url, ${own})) as legacy,
      count(*) filter (where file_id is null and url is null) as none
    from pictures`.execute(db);
  const row = rows[0]!;
  return {
    onSale: row.on_sale,
    withdrawn: row.withdrawn,
    pictures: { fileId: row.file_id, stored: row.stored, legacy: row.legacy, none: row.none },
  };
}
