import { type RawBuilder, sql } from "kysely";
import {
  type DemandedColumn,
  type Difference,
  type PictureInOrder,
  PICTURES_COLUMN,
  picturesText,
  type ProjectionTarget,
} from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { DEMANDED_COLUMNS } from "./knows.ts";
import { loadProjectionTarget, openSnapshot } from "./snapshot.ts";

/** A value that no event speaks of, such as a legacy row's local path. */
export interface UnexplainedValue {
  readonly productId: string;
  readonly column: DemandedColumn;
  readonly value: string;
}

/** The findings in one page of products, and how far the comparison is. */
export interface ComparedPage {
  /** How many products were compared so far, including this page. */
  readonly products: number;
  /** How many products there are. */
  readonly ofProducts: number;
  /** How many events those products have. */
  readonly events: number;
  readonly differences: readonly Difference[];
  readonly unexplained: readonly UnexplainedValue[];
  /** Products that have events but no row. */
  readonly withoutRow: readonly string[];
}

/** Options of a comparison. */
export interface CompareOptions {
  /** Only this product; all if absent. */
  readonly productId?: string | undefined;
  /** Products in one page; 5000 if absent. Memory grows with it, not with the log. */
  readonly pageSize?: number;
  /** Called once, as soon as the number of products is known. */
  readonly onStart?: (ofProducts: number) => void;
}

/** A page of a comparison, with the snapshot that it was read from. */
export interface SnapshotPage extends ComparedPage {
  /** Read-only. It is closed when the comparison ends. */
  readonly tx: Database;
  readonly target: ProjectionTarget;
}

/** A row that is not as the log demands, or holds values that no event speaks of. */
type OddRow =
  & { readonly product_id: string; readonly without_row: boolean }
  & Readonly<Record<string, unknown>>;

/**
 * Compares columns and log in pages, in one snapshot: a running shop causes no false difference. Writes nothing. There is
 * always at least one page; the last one holds the sums.
 *
 * @throws {Error} if no shop was ever started on this database; see `loadProjectionTarget`.
 */
export async function* compareWithLog(
  db: Database,
  { productId, pageSize = 5000, onStart }: CompareOptions = {},
): AsyncGenerator<SnapshotPage, void> {
  await using snapshot = await openSnapshot(db);
  const { tx } = snapshot;
  // A page is sorted and joined in memory. Compiling a plan for so few rows takes longer than running it.
  await sql`select set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`.execute(
    tx,
  );
  const target = await loadProjectionTarget(tx);
  const only = productId === undefined ? sql`true` : sql`product_id = ${productId}`;
  const { ofProducts, events } = await countBoth(tx, only);
  onStart?.(ofProducts);
  let from: string | null = null;
  for (let products = 0;;) {
    const to: string | null = productId === undefined ? await pageEnd(tx, from, pageSize) : null;
    const bounds = sql`${only} and ${from === null ? sql`true` : sql`product_id >= ${from}`}
      and ${to === null ? sql`true` : sql`product_id < ${to}`}`;
    const rows = await oddRows(tx, target, bounds);
    products = to === null ? ofProducts : products + pageSize;
    yield { tx, target, products, ofProducts, events, ...sortOut(rows) };
    if (to === null) return;
    from = to;
  }
}

async function countBoth(tx: Database, where: RawBuilder<unknown>) {
  const { rows } = await sql<{ ofProducts: number; events: number }>`
    select
      (select count(*) from products where ${where}) as "ofProducts",
      (select count(*) from image_events where ${where}) as events`.execute(tx);
  return rows[0]!;
}

/** The first product of the next page. */
async function pageEnd(tx: Database, from: string | null, size: number): Promise<string | null> {
  const { rows } = await sql<{ product_id: string }>`
    select product_id from products
    where ${from === null ? sql`true` : sql`product_id >= ${from}`}
    order by product_id offset ${size} limit 1`.execute(tx);
  return rows[0]?.product_id ?? null;
}

async function oddRows(
  tx: Database,
  target: ProjectionTarget,
  bounds: RawBuilder<unknown>,
): Promise<OddRow[]> {
  const names = DEMANDED_COLUMNS.map(([column]) => column).join(", ");
  const shown = DEMANDED_COLUMNS.map(([column, knows]) =>
    `p.${column}, i.${column} as expected_${column}, coalesce(i.${knows}, false) as ${knows}`
  );
  const odd = DEMANDED_COLUMNS.map(([column, knows]) =>
    `case when i.${knows} then p.${column} is distinct from i.${column}
      else p.${column} is not null end`
  );
  const { rows } = await sql<OddRow>`
    select coalesce(p.product_id, i.product_id) as product_id, p.product_id is null as without_row,
      ${sql.raw(shown.join(", "))}
    from (select product_id, ${sql.raw(names)} from products where ${bounds}) p
    full join (
      select * from image_projection(${target.botId}, ${target.publicUrl}, 9223372036854775807)
      where ${bounds}
    ) i on i.product_id = p.product_id
    where p.product_id is null or ${sql.raw(odd.join(" or "))}
    order by 1`.execute(tx);
  return rows;
}

function sortOut(rows: readonly OddRow[]) {
  const differences: Difference[] = [];
  const unexplained: UnexplainedValue[] = [];
  for (const row of rows.filter((each) => !each.without_row)) {
    for (const [column, knows] of DEMANDED_COLUMNS) {
      const value = textOf(row, column);
      const expected = textOf(row, column, "expected_");
      const here = { productId: row.product_id, column };
      if (row[knows] && value !== expected) differences.push({ ...here, value, expected });
      else if (!row[knows] && value !== null) unexplained.push({ ...here, value });
    }
  }
  const withoutRow = rows.filter((row) => row.without_row).map((row) => row.product_id);
  return { differences, unexplained, withoutRow };
}

function textOf(row: OddRow, column: DemandedColumn, prefix = ""): string | null {
  const value = row[prefix + column];
  return column === PICTURES_COLUMN
    ? picturesText(value as readonly PictureInOrder[] | null)
    : value as string | null;
}
