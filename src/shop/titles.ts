import type { Database } from "../postgres/mod.ts";
import { readLine } from "./words.ts";

/** Reads the titles of products, each as one line. A product without a row or a title is not in the result. */
export async function loadTitles(
  db: Database,
  productIds: Iterable<string>,
): Promise<Map<string, string>> {
  const asked = [...new Set(productIds)];
  if (asked.length === 0) return new Map();
  const rows = await db.selectFrom("products").select(["product_id", "title"])
    .where("product_id", "in", asked).execute();
  const titles = rows.map((row) => [row.product_id, readLine(row.title ?? "")] as const);
  return new Map(titles.filter(([, title]) => title !== ""));
}
