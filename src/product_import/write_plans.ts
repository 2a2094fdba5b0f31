import { type RawBuilder, sql } from "kysely";
import { PICTURES } from "../domain/mod.ts";
import type { Database, DatabaseTransaction } from "../postgres/mod.ts";
import type { SourceValues } from "./fields.ts";
import type { RowPlan } from "./plan_row.ts";

/**
 * Does what plans say, in a transaction that holds the rows of their products.
 *
 * @throws the error of PostgreSQL, also if somebody has taken the id of a new product in this moment: run it again.
 */
export async function writePlans(
  tx: DatabaseTransaction,
  plans: readonly RowPlan[],
  source: string,
): Promise<void> {
  const inserts = plans.flatMap(({ product: { productId }, insert }) =>
    insert === undefined ? [] : [{ product_id: productId, ...columnsOf(insert) }]
  );
  if (inserts.length > 0) await tx.insertInto("products").values(inserts).execute();
  for (const { product: { productId }, update } of plans) {
    if (!isSomething(update)) continue;
    await tx.updateTable("products").set(columnsOf(update)).where("product_id", "=", productId)
      .execute();
  }
  await remember(tx, plans.filter((plan) => isSomething(plan.remember)), source);
}

/** Remembers that the picture of a product was taken over. */
export async function rememberCover(db: Database, productId: string, cover: string): Promise<void> {
  await sql`
    update imported_products
    set imported = imported || jsonb_build_object('cover', ${cover}::text), imported_at = now()
    where product_id = ${productId}`.execute(db);
}

/** Remembers what was taken over, beside what was taken over before. */
async function remember(
  tx: DatabaseTransaction,
  plans: readonly RowPlan[],
  source: string,
): Promise<void> {
  if (plans.length === 0) return;
  const ids = plans.map(({ product }) => product.productId);
  const values = plans.map((plan) => JSON.stringify(plan.remember));
  await sql`
    insert into imported_products as i (product_id, source, imported)
    select product_id, ${source}, imported::jsonb
    from unnest(${ids}::text[], ${values}::text[]) as taken (product_id, imported)
    on conflict (product_id) do update set
      source = excluded.source, imported = i.imported || excluded.imported, imported_at = now()`
    .execute(tx);
}

function isSomething(values: SourceValues | undefined): values is SourceValues {
  return values !== undefined && Object.keys(values).length > 0;
}

/** The columns of `products` for these values. */
function columnsOf(values: SourceValues) {
  const { title, description, price, sellerId, sellerUsername, onSale, cover, thumb } = values;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(price !== undefined && {
      price_minor: price?.minor ?? null,
      price_currency: price?.currency ?? null,
    }),
    ...(sellerId !== undefined && { seller_id: sellerId }),
    ...(sellerUsername !== undefined && { seller_username: sellerUsername }),
    ...(onSale !== undefined && { withdrawn_at: withdrawnAt(onSale) }),
    ...(cover !== undefined && { [PICTURES.cover.columns.url]: cover }),
    ...(thumb !== undefined && { [PICTURES.thumb.columns.url]: thumb }),
  };
}

function withdrawnAt(onSale: boolean): RawBuilder<Date | null> {
  return onSale ? sql`null` : sql`now()`;
}
