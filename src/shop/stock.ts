import { type RawBuilder, sql } from "kysely";
import { columnsOfKind } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import {
  LISTED_AT,
  ON_SALE,
  type Product,
  PRODUCT_COLUMNS,
  productOf,
  type ProductRow,
} from "./product.ts";

/**
 * What operators list products by. The last three are of products on sale: whose pictures are not all in the bucket, not
 * all in Telegram, or nowhere.
 */
export const STOCK_STATES = [
  "on_sale",
  "off_sale",
  "sold",
  "deleted",
  "not_stored",
  "not_in_telegram",
  "no_picture",
] as const;

/** One of {@link STOCK_STATES}. */
export type StockState = (typeof STOCK_STATES)[number];

/** The place of a product in a list: its time, as PostgreSQL writes it, and its id. A list by id needs no time. */
export interface StockPlace {
  readonly time: string | null;
  readonly productId: string;
}

/** Some products of a list. */
export interface StockPage {
  readonly products: readonly Product[];
  /** Where the list goes on; absent at its end. */
  readonly next?: StockPlace;
  /** How many products were looked at. A page ends after {@link LOOKED_AT}, full or not. */
  readonly lookedAt: number;
}

/** What is listed. */
export interface StockQuery {
  readonly state: StockState;
  /** Only of this seller. */
  readonly sellerId?: number | undefined;
  /** Only those whose titles contain this text. */
  readonly title?: string | undefined;
  /** The base of our own URLs, without a slash at its end. */
  readonly publicUrl: string;
  readonly after?: StockPlace | undefined;
}

/** A page reads no more rows than this, so a rare state in a large catalogue takes several pages. */
const LOOKED_AT = 2000;

/** An order that an index serves. */
interface Walk {
  readonly where: RawBuilder<unknown>;
  /** What `StockPlace.time` is. */
  readonly time: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
  readonly beyond: (place: StockPlace) => RawBuilder<unknown>;
}

type Row = ProductRow & { readonly at: string; readonly n: number };
interface Ends {
  readonly looked_at: number;
  readonly last: StockPlace | null;
  readonly found: readonly Row[] | null;
}

/** Lists products of a state for operators, `limit` at most. */
export async function listStock(
  db: Database,
  query: StockQuery,
  limit: number,
): Promise<StockPage> {
  const walk = walkOf(query);
  const { after } = query;
  // One more tells whether the list goes on.
  const most = isWhole(query) ? limit + 1 : LOOKED_AT;
  const columns = sql.join(PRODUCT_COLUMNS.map((name) => sql.ref(name)));
  const isListed = sql`${conditionOf(query)} and ${titleOf(query)}`;
  const { rows } = await sql<Ends>`
    with looked as materialized (
      select product_id, ${walk.time} as at, ${isListed} as is_listed,
        row_number() over (order by ${walk.order}) as n
      from products where ${walk.where} and ${after === undefined ? sql`true` : walk.beyond(after)}
      order by ${walk.order} limit ${most}
    ), found as (
      select product.*, at::text, n
      from (select * from looked where is_listed order by n limit ${limit}) listed
      -- "offset 0" keeps each row found by its key.
      cross join lateral (
        select ${columns} from products where product_id = listed.product_id offset 0
      ) product
    )
    select
      (select count(*) from looked) as looked_at,
      (select jsonb_build_object('time', at::text, 'productId', product_id)
        from looked order by n desc limit 1) as last,
      (select jsonb_agg(to_jsonb(found) order by n) from found) as found`.execute(db);
  const { looked_at, last, found } = rows[0]!;
  const products = (found ?? []).map(productOf);
  const end = found?.at(-1);
  const isFull = products.length === limit && end !== undefined;
  const lookedAt = isFull ? end.n : looked_at;
  if (isFull && end.n === looked_at && looked_at < most) return { products, lookedAt };
  if (isFull) {
    return { products, lookedAt, next: { time: end.at, productId: end.product_id } };
  }
  return { products, lookedAt, ...(looked_at === most && last !== null && { next: last }) };
}

/** Whether all products of the walk are in the list. */
function isWhole({ state, sellerId, title }: StockQuery): boolean {
  if (title !== undefined) return false;
  const isOfSeller = sellerId !== undefined;
  return state === "on_sale" || state === (isOfSeller ? "off_sale" : "deleted");
}

function walkOf({ state, sellerId }: StockQuery): Walk {
  if (!["off_sale", "sold", "deleted"].includes(state)) {
    return {
      where: sellerId === undefined ? ON_SALE : sql`${ON_SALE} and seller_id = ${sellerId}`,
      time: LISTED_AT,
      order: sql`${LISTED_AT} desc, product_id desc`,
      beyond: ({ time, productId }) =>
        sql`(${LISTED_AT}, product_id) < (${time}::timestamptz, ${productId})`,
    };
  }
  if (sellerId !== undefined) {
    const ofSeller = sql`deleted_for_good_at is null and seller_id = ${sellerId}`;
    return latestFirst(sql`withdrawn_at`, ofSeller);
  }
  if (state === "deleted") return latestFirst(sql`deleted_for_good_at`, sql`true`);
  return {
    where: sql`true`,
    time: sql`withdrawn_at`,
    order: sql`product_id`,
    beyond: ({ productId }) => sql`product_id > ${productId}`,
  };
}

/** By a time that the row has, the latest first. */
function latestFirst(time: RawBuilder<unknown>, where: RawBuilder<unknown>): Walk {
  return {
    where: sql`${time} is not null and ${where}`,
    time,
    order: sql`${time} desc, product_id`,
    beyond: ({ time: then, productId }) =>
      sql`${time} <= ${then}::timestamptz
        and (${time} < ${then}::timestamptz or product_id > ${productId})`,
  };
}

function titleOf({ title }: StockQuery): RawBuilder<unknown> {
  return title === undefined
    ? sql`true`
    : sql`strpos(searched_title(title), searched_title(${title})) > 0`;
}

function conditionOf({ state, publicUrl }: StockQuery): RawBuilder<unknown> {
  const urls = columnsOfKind("url").map((column) => sql.ref(column));
  const ids = columnsOfKind("fileId").map((column) => sql.ref(column));
  const any = (conditions: readonly RawBuilder<unknown>[]) =>
    sql`(${sql.join(conditions, sql` or `)})`;
  switch (state) {
    case "on_sale":
      return sql`true`;
    case "off_sale":
      return sql`withdrawn_at is not null and deleted_for_good_at is null`;
    case "sold":
      return sql`withdrawn_at is not null and marked_sold_at is not null
        and deleted_for_good_at is null`;
    case "deleted":
      return sql`deleted_for_good_at is not null`;
    case "not_stored":
      return any(
        urls.map((url) => sql`${url} is null or not starts_with(${url}, ${publicUrl + "/"})`),
      );
    case "not_in_telegram":
      return any(ids.map((id) => sql`${id} is null`));
    case "no_picture":
      return sql`num_nonnulls(${sql.join([...urls, ...ids])}) = 0`;
  }
}
