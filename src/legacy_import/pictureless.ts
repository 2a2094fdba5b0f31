import { type RawBuilder, sql } from "kysely";
import { columnsOfKind } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { NOTHING_PATTERN } from "../storage/mod.ts";
import type { Pictureless } from "./report/import_report.ts";

/** Finds products on sale whose columns name no picture at all: buyers see a placeholder. `most` of them are named. */
export async function findPictureless(db: Database, most: number): Promise<Pictureless> {
  const names = (column: string): RawBuilder<unknown> => {
    const value = sql.ref(column);
    return sql`(${value} is null or ${value} ~* ${NOTHING_PATTERN})`;
  };
  const { rows } = await sql<{ product: string; title: string | null; count: number }>`
    select product_id as product, title, count(*) over () as count
    from products
    where withdrawn_at is null
      and ${sql.join(columnsOfKind("url").map(names), sql` and `)}
      and ${sql.join(columnsOfKind("fileId").map((id) => sql`${sql.ref(id)} is null`), sql` and `)}
    order by product_id
    limit ${most}`.execute(db);
  return {
    count: rows[0]?.count ?? 0,
    products: rows.map(({ product, title }) => ({ product, title })),
  };
}
