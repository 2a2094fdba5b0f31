import { columnsOf, columnsOfKind, type ImageColumn, PROJECTED_COLUMNS } from "../domain/mod.ts";
import { loadImages } from "../event_log/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";

/** Which columns an event speaks of does not depend on it. */
const ANY_TARGET = { botId: 0, publicUrl: "" };

/** The values of a product's columns of which no event speaks: an older shop wrote them. */
export async function valuesOnlyInRow(
  tx: DatabaseTransaction,
  productId: string,
): Promise<Partial<Readonly<Record<ImageColumn, string>>>> {
  const row = await tx.selectFrom("products")
    .select([...columnsOfKind("url"), ...columnsOfKind("fileId")])
    .where("product_id", "=", productId).executeTakeFirstOrThrow();
  const known = columnsOf(await loadImages(tx, productId), ANY_TARGET);
  const only = PROJECTED_COLUMNS.map(({ column }) => [column, row[column]] as const)
    .filter(([column, value]) => known[column] === undefined && value !== null);
  return Object.fromEntries(only);
}

/**
 * Whether only the product's row knows how its first picture is shown. As soon as another picture is first, the columns hold
 * that one, and nothing tells of this one any more.
 */
export async function isOnlyInRow(tx: DatabaseTransaction, productId: string): Promise<boolean> {
  return Object.keys(await valuesOnlyInRow(tx, productId)).length > 0;
}

/** What `deno task import` read of a product's further pictures. Some may not have come in. */
export async function importedFurther(
  tx: DatabaseTransaction,
  productId: string,
): Promise<readonly string[]> {
  const row = await tx.selectFrom("imported_products").select("imported")
    .where("product_id", "=", productId).executeTakeFirst();
  return (row?.imported as { readonly further?: readonly string[] } | undefined)?.further ?? [];
}
