import { sql } from "kysely";
import { IMAGE_TYPES, type ImageType } from "../domain/mod.ts";
import { addressOf, type KnownAddress } from "../event_log/mod.ts";
import type { Database, DatabaseTransaction } from "../postgres/mod.ts";
import type { SourceValues, ValueName } from "./fields.ts";

/** A product of the shop, as an import compares it. */
export interface ShopRow {
  readonly productId: string;
  /** Null for a legacy row without a title. */
  readonly values: Readonly<Record<ValueName, unknown>>;
  /** What the log tells of its pictures. Null if no event speaks of one: then its column is the source's. */
  readonly pictures: Readonly<Record<ImageType, KnownAddress | null>>;
  readonly isDeletedForGood: boolean;
  /** What was imported last, and from which source. */
  readonly imported: { readonly source: string; readonly values: SourceValues } | undefined;
}

interface Row {
  readonly product_id: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly price_minor: number | null;
  readonly price_currency: string | null;
  readonly seller_id: number | null;
  readonly seller_username: string | null;
  readonly cover_image_url: string | null;
  readonly thumbnail_url: string | null;
  readonly withdrawn: boolean;
  readonly deleted: boolean;
  readonly known_cover: KnownAddress | null;
  readonly known_thumb: KnownAddress | null;
  readonly source: string | null;
  readonly imported: SourceValues | null;
}

/**
 * Reads the products of these ids. With `lock`, their rows stay as they are until the transaction ends; they are locked
 * in the order of their ids, so that two imports cannot wait for each other.
 */
export async function readShopRows(
  db: Database | DatabaseTransaction,
  productIds: readonly string[],
  { lock }: { readonly lock: boolean } = { lock: false },
): Promise<Map<string, ShopRow>> {
  const known = IMAGE_TYPES.map((image) =>
    sql`${addressOf(sql.ref("p.product_id"), image)} as ${sql.id(`known_${image}`)}`
  );
  const { rows } = await sql<Row>`
    select p.product_id, p.title, p.description, p.price_minor, p.price_currency, p.seller_id,
      p.seller_username, p.cover_image_url, p.thumbnail_url, p.withdrawn_at is not null as withdrawn,
      p.deleted_for_good_at is not null as deleted, ${sql.join(known)}, i.source, i.imported
    from products p left join imported_products i on i.product_id = p.product_id
    where p.product_id = any(${productIds})
    order by p.product_id
    ${lock ? sql`for no key update of p` : sql``}`.execute(db);
  return new Map(rows.map((row) => [row.product_id, shopRowOf(row)]));
}

function shopRowOf(row: Row): ShopRow {
  const { price_minor: minor, price_currency: currency } = row;
  return {
    productId: row.product_id,
    values: {
      title: row.title,
      description: row.description,
      price: minor === null || currency === null ? null : { minor, currency },
      sellerId: row.seller_id,
      sellerUsername: row.seller_username,
      onSale: !row.withdrawn,
      cover: row.cover_image_url,
      thumb: row.thumbnail_url,
    },
    pictures: { cover: row.known_cover, thumb: row.known_thumb },
    isDeletedForGood: row.deleted,
    imported: row.source === null ? undefined : { source: row.source, values: row.imported ?? {} },
  };
}

/** The products on sale that came from a source, by their ids, page by page. */
export async function* importedProducts(
  db: Database,
  source: string,
): AsyncGenerator<{ readonly productId: string; readonly title: string | null }> {
  for (let after = "";;) {
    const { rows } = await sql<{ productId: string; title: string | null }>`
      select i.product_id as "productId", p.title
      from imported_products i join products p on p.product_id = i.product_id
      where i.source = ${source} and i.product_id > ${after} and p.withdrawn_at is null
      order by i.product_id limit 500`.execute(db);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.productId;
  }
}
