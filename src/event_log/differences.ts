import { type RawBuilder, sql } from "kysely";
import {
  type Difference,
  type ImageColumn,
  PROJECTED_COLUMNS,
  type ProjectionTarget,
} from "../domain/mod.ts";
import type { Database } from "../postgres/mod.ts";
import { knowsColumn } from "./knows.ts";
import { loadProjectionTarget, openSnapshot } from "./snapshot.ts";

/** A value of which no event speaks, such as a legacy row's local path. */
export interface UnexplainedValue {
  /** Whose row. */
  readonly productId: string;
  /** Which of its columns. */
  readonly column: ImageColumn;
  /** What it holds. */
  readonly value: string;
}

/** What was found in one page of products, and how far the comparison is. */
export interface ComparedPage {
  /** Products compared so far, this page included. */
  readonly products: number;
  /** Products in all. */
  readonly ofProducts: number;
  /** Events in all, of these products. */
  readonly events: number;
  /** By product. */
  readonly differences: readonly Difference[];
  /** By product. */
  readonly unexplained: readonly UnexplainedValue[];
  /** Products of which events speak, but which have no row. */
  readonly withoutRow: readonly string[];
}

/** What is compared. */
export interface CompareOptions {
  /** This product alone. */
  readonly productId?: string | undefined;
  /** Products in one page: memory grows with it and not with the log; 5000 if absent. */
  readonly pageSize?: number;
  /** Called once it is known how many products there are. */
  readonly onStart?: (ofProducts: number) => void;
}

/** A page of a comparison, with the moment that it is of: more can be read there. */
export interface SnapshotPage extends ComparedPage {
  /** Read-only; closed once the next page is asked for, or none. */
  readonly tx: Database;
  /** What the columns are built for. */
  readonly target: ProjectionTarget;
}

/** The columns, each with what says whether any event speaks of it. */
const COLUMNS = PROJECTED_COLUMNS.map((each) => [each.column, knowsColumn(each)] as const);

/** A row that is not as the log demands, or holds more than the log speaks of. */
type OddRow =
  & { readonly product_id: string; readonly without_row: boolean }
  & Readonly<Record<string, string | boolean | null>>;

/**
 * Compares columns and log, page by page, at one moment: a shop that runs causes no false difference. Writes nothing.
 * There is always one page at least; its last one holds the sums.
 *
 * @throws {Error} as long as nothing says what the columns are built for.
 */
export async function* compareWithLog(
  db: Database,
  { productId, pageSize = 5000, onStart }: CompareOptions = {},
): AsyncGenerator<SnapshotPage, void> {
  await using snapshot = await openSnapshot(db);
  const { tx } = snapshot;
  // A page is sorted and joined in memory; a plan for so few rows is not worth compiling.
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

/** The first product of the page after this one. */
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
  const names = COLUMNS.map(([column]) => column).join(", ");
  const shown = COLUMNS.map(([column, knows]) =>
    `p.${column}, i.${column} as expected_${column}, coalesce(i.${knows}, false) as ${knows}`
  );
  const odd = COLUMNS.map(([column, knows]) =>
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
    for (const [column, knows] of COLUMNS) {
      const value = row[column] as string | null;
      const expected = row[`expected_${column}`] as string | null;
      const here = { productId: row.product_id, column };
      if (row[knows] && value !== expected) differences.push({ ...here, value, expected });
      else if (!row[knows] && value !== null) unexplained.push({ ...here, value });
    }
  }
  const withoutRow = rows.filter((row) => row.without_row).map((row) => row.product_id);
  return { differences, unexplained, withoutRow };
}
