import type { Database } from "../postgres/mod.ts";
import { ON_SALE, type Product, PRODUCT_COLUMNS, productOf } from "./product.ts";
import { readLine, TEXT_LIMITS } from "./words.ts";

/** Finds products on sale by their id or by words of their title, newest first. */
export async function searchProducts(
  db: Database,
  query: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<Product[]> {
  const wanted = readQuery(query);
  const pattern = `%${wanted.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await db.selectFrom("products").select(PRODUCT_COLUMNS)
    .where(ON_SALE)
    .where((where) =>
      where.or([where("product_id", "=", wanted), where("title", "ilike", pattern)])
    )
    .orderBy("listed_at", "desc").orderBy("product_id", "desc")
    .limit(page.limit).offset(page.offset).execute();
  return rows.map(productOf);
}

/** A query is read like the titles that it is compared with, and is no longer than one. */
function readQuery(query: string): string {
  return [...readLine(query)].slice(0, TEXT_LIMITS.title).join("");
}
