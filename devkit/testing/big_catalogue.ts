import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";

/** The seller of up to 10,000 products of {@link fillCatalogue}. */
export const BIG_SELLER = 7;

/** The id of the nth product, from 1, the oldest one. */
export function nthProduct(n: number): string {
  return `TBF-${String(n).padStart(8, "0")}`;
}

/**
 * Fills an empty catalogue, and brings its statistics up to date. `lamp` is in every tenth title, `bicycle` in every
 * hundredth, `tandem` in every thousandth, `xylophone` in three; the other words are drawn. One product of twenty is withdrawn.
 */
export async function fillCatalogue(db: Database, count: number): Promise<void> {
  const index = await withoutIndex(db);
  await sql`alter table products disable trigger products_title_on_sale`.execute(db);
  await sql`
    insert into products
      (product_id, title, description, seller_id, price_minor, price_currency, listed_at,
       withdrawn_at, cover_image_url, thumbnail_url, telegram_cover_file_id, telegram_thumb_file_id)
    select
      'TBF-' || lpad(n::text, 8, '0'),
      case when n % 10 = 0 then 'Lamp ' when n % 10 = 1 then 'Chair ' else '' end
        || left(drawn, 5) || ' ' || substr(drawn, 6, 7) || ' ' || substr(drawn, 13, 4)
        || case when n % 100 = 3 then ' bicycle' else '' end || case when n % 1000 = 13 then ' tandem' else '' end
        || case when n in (1, ${count}::int / 2, ${count}::int - 1001) then ' xylophone' else '' end,
      repeat('It stands well beside others. ', 6),
      case when n % greatest(1, ${count}::int / 10000) = 0 then ${BIG_SELLER} else 1000 + n % 5000 end,
      1250, 'EUR', timestamptz '2020-01-01' + n * interval '1 minute',
      case when n % 20 = 19 then now() end,
      'https://cdn.example/products/cover-' || drawn, 'https://cdn.example/products/thumb-' || drawn,
      'AgACAgQAAxkBAAIB' || drawn, 'AgACAgQAAxkBAAIC' || drawn
    from generate_series(1, ${count}::int) n
    cross join lateral (
      -- Letters only.
      select translate(md5(n::text), '0123456789', 'ghijklmnop') as drawn
    ) word`.execute(db);
  await sql`
    insert into titles_on_sale (product_id, title)
    select product_id, searched_title(title) from products where withdrawn_at is null
    order by listed_at, product_id`.execute(db);
  await sql`alter table products enable trigger products_title_on_sale`.execute(db);
  await sql.raw(index).execute(db);
  await sql`vacuum analyze products`.execute(db);
  await sql`vacuum analyze titles_on_sale`.execute(db);
}

/** An index is made faster than it is filled. Returns the statement that makes it. */
async function withoutIndex(db: Database): Promise<string> {
  const { rows } = await sql<{ made: string }>`
    select pg_get_indexdef('titles_on_sale_terms'::regclass) as made`.execute(db);
  await sql`drop index titles_on_sale_terms`.execute(db);
  return rows[0]!.made;
}
