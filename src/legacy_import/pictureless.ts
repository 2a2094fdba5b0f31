import { type RawBuilder, sql } from "kysely";
import { columnsOfKind } from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { NOTHING_PATTERN } from "../storage/mod.ts";
import type { Pictureless } from "./report/import_report.ts";

/** What {@link findPictureless} takes. */
export interface PicturelessOptions {
  /** More products are counted, and not named. */
  readonly most: number;
  /** Whether a run tells of the rows with values such as `None`. They are not told again. */
  readonly migrate: boolean;
}

/** Finds products on sale whose columns name no picture at all: buyers see a placeholder. */
export async function findPictureless(
  db: Database,
  { most, migrate }: PicturelessOptions,
): Promise<Pictureless> {
  const pattern = migrate ? "^$" : NOTHING_PATTERN;
  const names = (column: string): RawBuilder<unknown> =>
    sql`coalesce(${sql.ref(column)}, '') ~* ${pattern}`;
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
