import { sql } from "kysely";
import { IMAGE_TYPES, MAIN_IMAGE, PICTURES, PICTURES_COLUMN } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";

/** How many products and pictures there are. */
export interface StockCounts {
  readonly onSale: number;
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

/** The same, and how much is wrong. */
export interface ShopStatistics extends StockCounts {
  /** Rows whose columns disagree with the log. */
  readonly drift: number;
}

/** Counts products, pictures and drift. `publicUrl` is the base of our own URLs. */
export async function loadStatistics(db: Database, publicUrl: string): Promise<ShopStatistics> {
  const stock = await countStock(db, publicUrl);
  const { rows } = await sql<{ drift: number }>`select count(*) as drift from image_drift`
    .execute(db);
  return { ...stock, drift: rows[0]!.drift };
}

/** Counts products and pictures. It reads every product once, and no event. */
export async function countStock(db: Database, publicUrl: string): Promise<StockCounts> {
  const images = IMAGE_TYPES.map((imageType) => {
    const { url, fileId } = PICTURES[imageType].columns;
    const isMain = imageType === MAIN_IMAGE;
    return sql`(p.${sql.ref(url)}::text, p.${sql.ref(fileId)}::text, ${isMain}::boolean)`;
  });
  const furtherImages = IMAGE_TYPES.map((imageType) => {
    const { url, fileId } = PICTURES[imageType].columns;
    return sql`(further.picture ->> ${url}::text, further.picture ->> ${fileId}::text)`;
  });
  const { rows } = await sql<
    Record<"on_sale" | "withdrawn" | "file_id" | "stored" | "legacy" | "none", number>
  >`
    with pictures as (
      select p.withdrawn_at, image.url, image.file_id, image.main
      from products p cross join lateral (values ${sql.join(images)}) image (url, file_id, main)
      union all
      select p.withdrawn_at, image.url, image.file_id, false
      from products p
      cross join lateral jsonb_array_elements(p.${
    sql.ref(PICTURES_COLUMN)
  }) with ordinality further (picture, place)
      cross join lateral (values ${sql.join(furtherImages)}) image (url, file_id)
      where p.${sql.ref(PICTURES_COLUMN)} is not null and further.place > 1
    )
    select
      count(*) filter (where main and withdrawn_at is null) as on_sale,
      count(*) filter (where main and withdrawn_at is not null) as withdrawn,
      count(*) filter (where withdrawn_at is null and file_id is not null) as file_id,
      count(*) filter (where withdrawn_at is null and file_id is null and starts_with(url, ${
    publicUrl + "/"
  })) as stored,
      count(*) filter (where withdrawn_at is null and file_id is null and not starts_with(url, ${
    publicUrl + "/"
  })) as legacy,
      count(*) filter (where withdrawn_at is null and file_id is null and url is null) as none
    from pictures`.execute(db);
  const row = rows[0]!;
  return {
    onSale: row.on_sale,
    withdrawn: row.withdrawn,
    pictures: { fileId: row.file_id, stored: row.stored, legacy: row.legacy, none: row.none },
  };
}
