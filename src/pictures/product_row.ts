import { sql } from "kysely";
import { columnsOfKind, MAIN_IMAGE, PICTURES } from "../domain/mod.ts";
import { type Database, prepared } from "../postgres/mod.ts";
import { longestPlainPart } from "./plain_part.ts";

/** The part of a product's row that pictures need. */
export interface ProductRow {
  readonly withdrawn: boolean;
  /** An object of our bucket, another URL, or a legacy path. */
  readonly coverUrl: string | null;
}

/** The row of a product; undefined when there is none. */
export async function loadProductRow(
  db: Database,
  productId: string,
): Promise<ProductRow | undefined> {
  const row = await db.selectFrom("products")
    .select(["withdrawn_at", `${PICTURES[MAIN_IMAGE].columns.url} as coverUrl`])
    .where("product_id", "=", productId).executeTakeFirst();
  return row && { withdrawn: row.withdrawn_at !== null, coverUrl: row.coverUrl };
}

/** The folder of a product in a key, or below another folder. */
const FOLDER = /(?<=^|\/)products\/([^/]+)(?=\/)/g;

const URLS = columnsOfKind("url").map((column) => sql.ref(column));

interface Asked {
  readonly productId: string;
  readonly parts: readonly string[];
  readonly folders: readonly string[];
}

const urlsOfOthers = prepared<Asked, { url: string }>(
  "urls_of_others",
  ({ productId, parts, folders }) =>
    sql`
    with other as (
      select ${sql.join(URLS)} from products
      where may_name_others(product_id, array[${sql.join(URLS)}]) and product_id <> ${productId}
      union all
      select ${sql.join(URLS)} from products
      where product_id = any (${folders}::text[]) and product_id <> ${productId}
    )
    select distinct url from other
    cross join lateral (values ${sql.join(URLS.map((url) => sql`(${url})`))}) named (url)
    where strpos(url, '%') > 0
      or exists (select from unnest(${parts}::text[]) part where strpos(url, part) > 0)`,
);

/**
 * The URLs in columns of other products that may name one of these objects, and perhaps some that do not: PostgreSQL
 * does not decode. A URL without `%` contains at least the plain parts of its key. A product whose columns name only
 * pictures in its own folder is asked only about keys with this folder: so few rows are read.
 */
export async function listUrlsOfOthers(
  db: Database,
  productId: string,
  keys: readonly string[],
): Promise<string[]> {
  const parts = keys.map(longestPlainPart);
  const folders = keys.flatMap((key) => [...key.matchAll(FOLDER)].map(([, folder]) => folder!));
  const rows = await urlsOfOthers(db, { productId, parts, folders });
  return rows.map(({ url }) => url);
}
